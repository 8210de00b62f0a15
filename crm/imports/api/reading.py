"""How the file of an import is read, as the API takes and tells it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from crm.imports.forms import ReadingShape
from crm.imports.models import Import
from crm.imports.reading.shapes import Shape
from crm.kernel.i18n import mark, retold

EncodingText = Literal[
    "", "utf-8", "utf-16-le", "utf-16-be", "windows-1251", "windows-1252", "koi8-r", "cp866", "latin-1"
]
DelimiterText = Literal["", ",", ";", "\t", "|"]
QuoteText = Literal['"', "'", ""]
DecimalText = Literal["", ".", ","]
DatesText = Literal["", "dmy", "mdy", "ymd"]
ENCODING = mark("The encoding of the text.")
DELIMITER = mark("What stands between the cells of a CSV.")
QUOTE = mark("Into what cells of a CSV may be put; empty: into nothing.")
HEADER = mark("Whether the first row of a table holds the headings; `false`: it is a contact.")
DECIMAL = mark("What stands before the fraction of a number.")
DATES = mark("In which order day, month and year stand, where a date doesn't tell it by itself.")
SHEET = mark("The sheet of a workbook: one of `sheets`.")
MEMBER = mark("The file in a ZIP: one of `members`.")


class ImportReadingIn(ReadingShape):
    """How the file is read. What is not said, null or empty is told from the file once more."""

    encoding: Annotated[EncodingText, Field(description=ENCODING)] = ""
    delimiter: Annotated[DelimiterText, Field(description=DELIMITER)] = ""
    quote: Annotated[QuoteText | None, Field(description=QUOTE)] = None
    header: Annotated[bool | None, Field(description=HEADER)] = None
    decimal: Annotated[DecimalText, Field(description=DECIMAL)] = ""
    dates: Annotated[DatesText, Field(description=DATES)] = ""
    sheet: Annotated[str, Field(max_length=200, description=SHEET)] = ""
    member: Annotated[str, Field(max_length=200, description=MEMBER)] = ""


class ImportReadingOut(BaseModel):
    """How the file is read by now; a text is empty where it means nothing for such a file."""

    kind: Literal["csv", "xlsx", "ods", "vcf", "jsonl"]
    encoding: Annotated[str, Field(description=ENCODING)]
    delimiter: Annotated[str, Field(description=DELIMITER)]
    quote: Annotated[str, Field(description=QUOTE)]
    header: Annotated[bool, Field(description=HEADER)]
    decimal: Annotated[str, Field(description=DECIMAL)]
    dates: Annotated[str, Field(description=DATES)]
    sheet: Annotated[str, Field(description=SHEET)]
    member: Annotated[str, Field(description=MEMBER)]
    sheets: Annotated[list[str], Field(description="The sheets of the workbook.")]
    members: Annotated[list[str], Field(description="The files in the ZIP that can be read.")]
    unsure: Annotated[
        list[str], Field(description="What was guessed and may be otherwise, in words: look at the rows.")
    ]


def reading(one: Import) -> ImportReadingOut:
    """How the import's file is read."""
    seen = one.seen
    return ImportReadingOut(
        **Shape.from_dict(one.shape).to_dict(),
        sheets=seen["sheets"],
        members=seen["members"],
        unsure=[retold(*doubt) for doubt in seen["unsure"]],
    )
