"""Looking at a file, and reading its rows."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from crm.imports.reading import cards, shapes
from crm.imports.reading.refusals import UNSURE, Killed, Unreadable, doubt, fault, refused
from crm.imports.reading.running import answers
from crm.imports.reading.shapes import Choices, Row, Seen, Shape
from crm.kernel.i18n import _

NOTHING: Final[Mapping[str, Any]] = {}
MOST_DEATHS: Final = 5
"""So many children may be killed while one file is read."""
PART: Final = 1_000
_ALLOWED: Final = {
    "kind": shapes.KINDS,
    "encoding": shapes.ENCODINGS,
    "delimiter": shapes.DELIMITERS,
    "quote": shapes.QUOTES,
    "header": (True, False),
    "decimal": shapes.DECIMALS,
    "dates": shapes.DATES,
}

_USUAL: Final = {"dates": ("dmy", "mdy"), "decimal": shapes.DECIMALS}


def look(path: Path, filename: str, wanted: Mapping[str, Any] = NOTHING) -> Seen:
    """What the file holds, read as it is ``wanted`` (in the words of ``Shape``), else as it seems.

    An empty value of what is wanted means "as it seems", but for ``quote``. A second, for a file of any size.

    Raises:
        Unreadable: it can't be read, or not in this way.
    """
    asked = _checked(wanted)
    for said in answers(path, {"task": "look", "name": filename[-255:], "wanted": asked}):
        return _seen(said["seen"])
    raise refused("died", {})


def as_usual(seen: Seen, usual: Mapping[str, Any]) -> Seen:
    """The same, with order of dates and decimal sign as is usual, where the file itself doesn't tell them.

    Days that follow the year tell nothing of others.
    """
    settled = {name: usual[name] for name in seen.undecided if usual.get(name) in _USUAL[name]}
    if not settled:
        return seen
    guesses = {UNSURE[name] for name in settled if name in UNSURE}
    unsure = [one for one in seen.unsure if one.sentence not in guesses]
    unsure += [doubt(f"usual_{name}", {"example": seen.undecided[name]}) for name in settled]
    return replace(seen, shape=replace(seen.shape, **settled), unsure=tuple(unsure))


def parts(
    path: Path, shape: Shape, *, after: int = 0, size: int = PART, place: int = 0, places: int = 1
) -> Generator[list[Row], None, None]:
    """The rows below the heading and behind the line ``after``, so many in a part; fewer, if they are long.

    Of all parts every ``places``-th, from the one at ``place`` on: several may share a file. Memory stays
    flat; the child waits while nobody takes the next part. A child that was killed from outside is followed
    by another, which goes on after the last part.

    Raises:
        Unreadable: it can't be read, perhaps only from some row on.
    """
    given = 0
    part = {"after": after, "size": size, "place": place, "places": places}
    for deaths in range(MOST_DEATHS + 1):
        try:
            for some in islice(_parts(path, shape, part), given, None):
                given += 1
                yield some
        except Killed:
            if deaths == MOST_DEATHS:
                raise
        else:
            return


def rows(path: Path, shape: Shape) -> Generator[Row, None, None]:
    """All rows below the heading, one by one, as ``parts`` reads them."""
    for some in parts(path, shape):
        yield from some


def _parts(path: Path, shape: Shape, part: Mapping[str, int]) -> Iterator[list[Row]]:
    for said in answers(path, {"task": "rows", "name": "", "wanted": shape.to_dict(), "part": part}):
        faults = said["faults"]
        some = [Row(line, tuple(cells)) for line, cells in zip(said["lines"], said["rows"], strict=True)]
        for number, wrong in faults.items():
            some[int(number)] = some[int(number)]._replace(fault=fault(*wrong))
        yield some


def _checked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    asked = {name: value for name, value in wanted.items() if name == "quote" or value not in ("", None)}
    for name, value in asked.items():
        allowed = _ALLOWED.get(name)
        if value not in allowed if allowed else name not in ("sheet", "member") or not isinstance(value, str):
            raise refused("wanted", {"name": name})
    return asked


def _seen(told: Mapping[str, Any]) -> Seen:
    heading = cards.named if told["shape"]["kind"] == "vcf" else str
    named = [
        heading(name) or _("Column %(number)s", number=at) for at, name in enumerate(told["columns"], start=1)
    ]
    return Seen(
        shape=Shape.from_dict(told["shape"]),
        columns=tuple(named),
        sample=tuple(tuple(row) for row in told["sample"]),
        rows=told["rows"],
        rows_exact=told["exact"],
        choices=Choices(tuple(told["sheets"]), tuple(told["members"])),
        unsure=tuple(doubt(code, slots) for code, slots in told["unsure"]),
        cells=tuple(told["cells"]),
        undecided=told["undecided"],
    )


__all__ = ["Unreadable", "as_usual", "look", "parts", "rows"]
