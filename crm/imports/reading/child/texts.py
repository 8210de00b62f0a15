"""A text file as lines: decoded piece by piece, no line longer than can be held."""

import codecs
import io
from collections.abc import Iterator
from typing import IO, Final

from crm.imports.reading.child.limits import LONGEST_ROW
from crm.imports.reading.child.telling import UNKNOWN

PYTHON_NAMES: Final = {
    "utf-8": "utf-8", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "windows-1251": "cp1251",
    "windows-1252": "cp1252", "koi8-r": "koi8-r", "cp866": "cp866", "latin-1": "latin-1",
}  # fmt: skip
MOST_FOLLOWED: Final = 16 * 1024 * 1024
"""So many characters of a line that is too long are held; what comes after goes unread."""


def _marked(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNKNOWN, error.end


codecs.register_error("artel.marked", _marked)


class Lines:
    """The lines of a text with their ends. ``number`` counts those that were given.

    ``recent`` holds those given since ``forget``, so that they can be taken anew.
    """

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._text = io.TextIOWrapper(file, PYTHON_NAMES[encoding], "artel.marked", newline="")
        self.number = 0
        self.recent: list[str] = []
        self._again: list[str] = []

    def __iter__(self) -> Iterator[str]:
        first = not self.number
        while line := self._again.pop() if self._again else self._text.readline(LONGEST_ROW):
            if first:
                line, first = line.removeprefix("\ufeff"), False
            if len(line) >= LONGEST_ROW and line[-1] not in "\r\n":
                line += self._rest()
            self.number += 1
            self.recent.append(line)
            yield line

    def take_again(self, lines: list[str]) -> None:
        """Give these lines, the last that were given, once more."""
        self.number -= len(lines)
        self._again.extend(reversed(lines))

    @property
    def bytes_given(self) -> int:
        """About so many bytes of the file have been read."""
        return self._file.tell()

    def _rest(self) -> str:
        """The rest of a long line; a part of it if it is longer than can be held."""
        parts, length = [], 0
        while part := self._text.readline(LONGEST_ROW):
            if length < MOST_FOLLOWED:
                parts.append(part)
                length += len(part)
            if part[-1] in "\r\n":
                break
        return "".join(parts)
