"""What is wrong with a file or a row, as sentences. The child tells codes, since it knows no words."""

from collections.abc import Mapping
from typing import Any, Final

from crm.kernel.errors import DomainError
from crm.kernel.i18n import LazyText, Number, lazy, mark


class Unreadable(DomainError):
    """A file can't be read; ``sentence`` says why, and what helps."""

    status = 422
    code = "unreadable-file"
    sentence = lazy("This file can't be read.")

    def __init__(self, sentence: LazyText | str) -> None:
        super().__init__(sentence)
        self.sentence = sentence  # type: ignore[assignment,misc] # of the object, over that of the class


class Killed(Unreadable):
    """Whoever read the file was killed from outside; somebody else may well read it."""


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
    "pdf": mark("This is a PDF. Export the contacts as CSV or XLSX instead."),
    "picture": mark("This is a picture or a film, not a file of contacts."),
    "archive": mark(
        "This archive can't be looked into. Unpack it and choose the file in it, or make a ZIP of it."
    ),
    "binary": mark(
        "This is no file of contacts. Choose a CSV, XLSX, ODS, VCF or JSON Lines file, or a ZIP of them."
    ),
    "old": mark("This is an old Excel file (.xls). Open it in Excel and save it as XLSX or CSV."),
    "locked": mark("This file is protected by a password. Save it without one and try again."),
    "page": mark(
        "This is a web page or XML, whatever its name says. Open it in Excel and save it as XLSX or CSV."
    ),
    "document": mark("This is a text document or a presentation. Save its table as XLSX or CSV."),
    "json": mark(
        "This JSON is not one object in each line. Save it as JSON Lines: one contact in each line."
    ),
    "unpacked": mark(
        "Unpacked, this file is larger than %(most)s MB. Save it as CSV, or divide it into parts."
    ),
    "entities": mark(
        "This workbook holds definitions that no spreadsheet program writes. Open it and save it anew."
    ),
    "rows": mark("This sheet has more than %(most)s rows. Save it as CSV: then there is no such limit."),
    "members": mark("There is no file in this ZIP that can be read."),
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
    "usual_dates": mark(
        "Dates such as %(example)s may be read in two ways: they are read as in your last file with these"
        " columns."
    ),
    "usual_decimal": mark(
        "Numbers such as %(example)s may be read in two ways: they are read as in your last file with these"
        " columns."
    ),
    "above": mark("The headings stand in row %(line)s: what stands above them is passed over."),
    "header": mark("It is not clear whether the first row holds the headings."),
    "delimiter": mark("It is not clear what stands between the columns."),
}


def refused(code: str, slots: Mapping[str, Any]) -> Unreadable:
    """The refusal that this code of the child stands for."""
    return Unreadable(_told(OF_FILES.get(code, OF_FILES["died"]), slots))


def fault(code: str, slots: Mapping[str, Any]) -> LazyText:
    """What is wrong with a row."""
    return _told(OF_ROWS[code], slots)


def doubt(code: str, slots: Mapping[str, Any]) -> LazyText:
    """What was guessed, to be looked at by a person."""
    return _told(UNSURE[code], slots)


def _told(sentence: str, slots: Mapping[str, Any]) -> LazyText:
    numbers = {name: Number(value) for name, value in slots.items() if isinstance(value, int)}
    return lazy(sentence, **{**slots, **numbers})
