"""What is known of a file: how it is read, what a look at it told, and one row of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal, NamedTuple

from crm.kernel.i18n import LazyText

Kind = Literal["csv", "xlsx", "ods", "vcf", "jsonl"]
KINDS: Final = ("csv", "xlsx", "ods", "vcf", "jsonl")
ENCODINGS: Final = (
    "utf-8", "utf-16-le", "utf-16-be", "windows-1251", "windows-1252", "koi8-r", "cp866", "latin-1",
)  # fmt: skip
"""What may be asked for; a byte order mark is passed over with each of the first three."""
DELIMITERS: Final = (",", ";", "\t", "|")
QUOTES: Final = ('"', "'", "")
"""An empty quote: cells are never quoted."""
DECIMALS: Final = (".", ",")
DATES: Final = ("dmy", "mdy", "ymd")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is read. What does not apply to its kind is an empty text, as ``sheet`` of a CSV.

    ``member`` names the file in a ZIP, empty where the file is none.
    """

    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    header: bool = True
    decimal: str = "."
    dates: str = "dmy"
    sheet: str = ""
    member: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The shape for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Shape":
        """The shape that ``to_dict`` gave; what is unknown is passed over."""
        names = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in told.items() if name in names})


@dataclass(frozen=True, slots=True)
class Choices:
    """What one may choose from: sheets of a workbook, readable files of a ZIP."""

    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a file told. ``columns`` are its headings, each of them once; ``sample`` its first rows.

    ``rows`` counts those below the heading; an estimate unless ``rows_exact``. ``cells`` tells by column how
    often each text stands there, None where hardly any stands there twice; of a file whose rows are estimated
    only the first thousands count. ``unsure`` tells what was guessed and may be otherwise, as sentences.
    ``undecided``: of ``dates`` and ``decimal`` what the file itself doesn't tell, each with an example.
    """

    shape: Shape
    columns: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    rows: int
    rows_exact: bool
    choices: Choices
    unsure: tuple[LazyText, ...] = ()
    cells: tuple[Mapping[str, int] | None, ...] = ()
    undecided: Mapping[str, str] = field(default_factory=dict)


class Row(NamedTuple):
    """A row below the heading. ``line`` is where it begins in the file, from 1 (in a VCF: which card).

    ``cells`` are as many as the columns, but for a row with more of them, which has a ``fault``. They hold
    neither NUL nor lone surrogates; else they are as they stood.
    """

    line: int
    cells: tuple[str, ...]
    fault: LazyText | None = None
