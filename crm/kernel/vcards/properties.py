"""What a card is made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_LETTERS: Final = {"n": "\n", "N": "\n"}


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card, unfolded and decoded. ``value`` is still escaped as its version has it.

    ``name`` and the names of ``params`` stand in capitals; ``group`` ties lines together (``item1.TEL``).
    """

    name: str
    value: str
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = ""
    version: str = "3.0"

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value, version=self.version)

    @property
    def lists(self) -> list[list[str]]:
        """A value of parts, each of which may list several things."""
        return [self._items(part) for part in split(self.value, ";")]

    @property
    def parts(self) -> list[str]:
        """A value of parts, such as a name or an address; lists within a part are joined by spaces."""
        return [" ".join(filter(None, items)) for items in self.lists]

    @property
    def items(self) -> list[str]:
        """A value that lists things, such as categories."""
        return [item for item in self._items(self.value) if item]

    @property
    def types(self) -> frozenset[str]:
        """Its TYPE parameters, in small letters."""
        return frozenset(value.lower() for value in self.params.get("TYPE", ()))

    @property
    def is_preferred(self) -> bool:
        """Whether it is the first choice among its like."""
        return "pref" in self.types or "PREF" in self.params

    @property
    def is_binary(self) -> bool:
        """Whether the value is base64."""
        return self.param("ENCODING").lower() in ("b", "base64")

    def param(self, name: str) -> str:
        """The first value of a parameter, else an empty text."""
        return next(iter(self.params.get(name, ())), "")

    def _items(self, value: str) -> list[str]:
        listed = [value] if self.version == "2.1" else split(value, ",")
        return [unescaped(item, version=self.version).strip() for item in listed]


@dataclass(frozen=True, slots=True)
class Card:
    """One card as it stood: its properties in their order, the lines that can't be read, and its bytes.

    ``is_whole``: it had an end; ``is_cut``: it has more lines than are read, which stand in ``raw`` alone.
    """

    properties: tuple[Property, ...]
    unread: tuple[str, ...]
    raw: bytes
    version: str
    is_whole: bool = True
    is_cut: bool = False

    def all(self, *names: str) -> list[Property]:
        """The properties of these names that say anything."""
        return [one for one in self.properties if one.name in names and one.value.strip("; \t\n")]

    def first(self, *names: str) -> Property | None:
        """The first of them, a preferred one before others."""
        found = self.all(*names)
        return next((one for one in found if one.is_preferred), found[0] if found else None)


def split(value: str, sign: str) -> list[str]:
    """The value at each sign that is not escaped."""
    if "\\" not in value:
        return value.split(sign)
    parts, begin, at = [], 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
        elif value[at] == sign:
            parts.append(value[begin:at])
            begin = at + 1
        at += 1
    return [*parts, value[begin:]]


def unescaped(value: str, *, version: str) -> str:
    """The text that was escaped; in 2.1 a backslash before a letter is just that."""
    if "\\" not in value:
        return value
    letters = {} if version == "2.1" else _LETTERS
    return _ESCAPED.sub(
        lambda found: letters.get(found[1], found[1] if not found[1].isalnum() else found[0]), value
    )
