"""What somebody wants of an export: the kind of file, which columns, how several values stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Format = Literal["csv", "csv_ru", "xlsx", "vcf", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
TABLES: Final = ("csv", "csv_ru", "xlsx")
"""Formats with columns; a vCard and a line of JSON hold what they have a place for."""
Several = Literal["numbered", "together"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish as a run keeps it. ``columns`` are codes in their order; empty: all there are.

    ``several``: e-mails, phones and the like in numbered columns, or all in one cell. ``parts``: numbered
    ones also have columns for their category, an address for its parts.
    """

    format: Format = "csv"
    columns: Sequence[str] = ()
    several: Several = "numbered"
    parts: bool = False
    template: bool = False
    """Only what an import takes."""

    def kept(self) -> dict[str, Any]:
        """The same as small values."""
        return {
            "format": self.format, "columns": list(self.columns), "several": self.several,
            "parts": self.parts, "template": self.template,
        }  # fmt: skip


def wanted_of(kept: Mapping[str, Any]) -> Wanted:
    """What ``Wanted.kept`` gave; what a run of an earlier version lacks is as usual."""
    usual = Wanted(parts=True).kept()
    some = {name: kept.get(name, value) for name, value in usual.items()}
    return Wanted(**{**some, "columns": tuple(some["columns"])})
