"""The bytes of a file, wherever they lie: the uploaded file itself, or one that is packed in a ZIP."""

import io
import os
import tempfile
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, Final
from zipfile import ZipFile, ZipInfo

from crm.imports.reading.child.limits import MOST_UNPACKED, MOST_WRITTEN, Trouble

_PIECE: Final = 1024 * 1024


@dataclass(slots=True)
class Source:
    """A file. ``name`` is what it was called, ``size`` its bytes (of a packed one: as the ZIP claims)."""

    file: BinaryIO
    name: str
    size: int

    def open(self) -> IO[bytes]:
        """The bytes from the beginning; what was opened before is not read on."""
        opened = open(self.file.fileno(), "rb", closefd=False)  # noqa: SIM115 — it is handed on, open
        opened.seek(0)
        return opened

    def head(self, most: int) -> bytes:
        """The first bytes."""
        return self.open().read(most)

    def seekable(self) -> IO[bytes]:
        """The same as a file that can be read from anywhere."""
        return self.open()


@dataclass(slots=True)
class Packed(Source):
    """A file of a ZIP: unpacked while it is read, never more than is allowed."""

    archive: ZipFile
    info: ZipInfo

    def open(self) -> IO[bytes]:
        """The bytes from the beginning.

        Raises:
            Trouble: it needs a password; or, while it is read: it is too large.
        """
        if self.info.flag_bits & 1:
            raise Trouble("locked")
        return io.BufferedReader(_Counted(self.archive.open(self.info), MOST_UNPACKED), _PIECE)

    def seekable(self) -> IO[bytes]:
        """The file, unpacked to a nameless one.

        Raises:
            Trouble: it is too large.
        """
        if self.info.flag_bits & 1:
            raise Trouble("locked")
        unpacked = tempfile.TemporaryFile()  # noqa: SIM115 — it is handed on, open
        packed = _Counted(self.archive.open(self.info), MOST_WRITTEN - _PIECE)
        while piece := packed.read(_PIECE):
            unpacked.write(piece)
        unpacked.seek(0)
        return unpacked


class _Counted(io.RawIOBase):
    """A stream that ends with a trouble where more comes out of it than is allowed."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left, self._most = stream, most, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            raise Trouble("unpacked", most=self._most // (1024 * 1024))
        buffer[: len(piece)] = piece
        return len(piece)

    def tell(self) -> int:
        return self._most - self._left


def uploaded(file: BinaryIO, name: str) -> Source:
    """The file that this process was given."""
    return Source(file, name, os.fstat(file.fileno()).st_size)
