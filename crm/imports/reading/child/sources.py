"""The bytes of a file, wherever they lie: the uploaded file itself, or one that is packed in it."""

import os
from dataclasses import dataclass
from typing import IO, BinaryIO


@dataclass(slots=True)
class Source:
    """The uploaded file. ``name`` is what it was called, ``size`` its bytes."""

    file: BinaryIO
    name: str
    size: int

    def open(self) -> IO[bytes]:
        """The bytes from the beginning; what was opened before is not read on."""
        self.file.seek(0)
        return self.file

    def head(self, most: int) -> bytes:
        """The first bytes."""
        return self.open().read(most)


def uploaded(file: BinaryIO, name: str) -> Source:
    """The file that this process was given."""
    return Source(file, name, os.fstat(file.fileno()).st_size)
