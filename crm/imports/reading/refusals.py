"""What is wrong with a file or a row, as sentences. The child tells codes, since it knows no words."""

from collections.abc import Mapping
from typing import Any, Final

from crm.kernel.errors import DomainError
from crm.kernel.i18n import LazyText, lazy, mark


class Unreadable(DomainError):
    """A file can't be read; ``sentence`` says why, and what helps."""

    status = 422
    code = "unreadable-file"
    sentence = lazy("This file can't be read.")

    def __init__(self, sentence: LazyText) -> None:
        super().__init__(sentence)
        self.sentence = sentence  # type: ignore[misc]


OF_FILES: Final[dict[str, str]] = {
    "empty": mark("This file is empty. Choose the file that holds your contacts."),
    "nothing": mark("There are no rows in this file."),
    "columns": mark(
        "This file has %(count)s columns; at most %(most)s are read. Leave out those you don't need."
    ),
    "memory": mark("This file needs too much memory to be read. Save it as CSV, or divide it into parts."),
    "time": mark("Reading this file takes too long. Save it as CSV, or divide it into parts."),
    "died": mark("This file is damaged and can't be read. Save it anew, best as CSV, and try again."),
    "encoding": mark("This file can't be read in the encoding %(encoding)s. Choose another one."),
    "wanted": mark("There is no such choice for this file: %(name)s."),
}
"""By the codes of the child."""
OF_ROWS: Final[dict[str, str]] = {
    "longer": mark("This row has %(count)s cells, but there are %(columns)s columns."),
    "cell": mark("A cell of this row is longer than %(most)s characters."),
    "row": mark("This row is longer than %(most)s characters."),
    "quote": mark("A quotation mark that opens a cell in this row is never closed."),
    "letters": mark("Some letters of this row can't be read in the encoding %(encoding)s."),
    "json": mark("This line is no JSON object."),
    "card": mark("This card can't be read as a whole."),
}
UNSURE: Final[dict[str, str]] = {
    "encoding": mark("The encoding is a guess: look whether all letters are right."),
    "dates": mark("Dates such as %(example)s may be read in two ways: choose which number is the day."),
    "header": mark("It is not clear whether the first row holds the headings."),
    "delimiter": mark("It is not clear what stands between the columns."),
}


def refused(code: str, slots: Mapping[str, Any]) -> Unreadable:
    """The refusal that this code of the child stands for."""
    return Unreadable(lazy(OF_FILES.get(code, OF_FILES["died"]), **slots))


def fault(code: str, slots: Mapping[str, Any]) -> LazyText:
    """What is wrong with a row."""
    return lazy(OF_ROWS[code], **slots)


def doubt(code: str, slots: Mapping[str, Any]) -> LazyText:
    """What was guessed, to be looked at by a person."""
    return lazy(UNSURE[code], **slots)
