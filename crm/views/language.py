"""The language of filters: conditions, joined by *and* and *or*, as one text that stands in addresses.

    type:is:3,5                            the type is 3 or 5
    type:is:3;manager:is:me                and
    type:is:3|tag:is:7;activity:older:30   "|" (or) binds before ";" (and); brackets bind first
    source:contains:a\\;b                   a sign of the language stands in a value behind "\\"

What is read is a tree in normal form, so that printing and reading again gives the same tree. What fields and
operators there are, and whether values fit, is asked elsewhere (``crm.views.fields``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from crm.kernel.errors import Invalid
from crm.kernel.forms import clean
from crm.kernel.i18n import LazyText, lazy

LONGEST: Final = 4_000
DEEPEST: Final = 4
MOST_CONDITIONS: Final = 40
MOST_VALUES: Final = 100
SIGNS: Final = frozenset("\\:,;|()")
UNREADABLE: Final = lazy("This filter can't be read: it is broken off, or a sign is out of place.")
TOO_LARGE: Final = lazy("This filter is too large. Leave out some of its conditions.")


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared: ``values`` are texts as they stand, none for operators that need none."""

    field: str
    op: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these, of which there are two or more."""

    parts: "tuple[Condition | AllOf, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of these; without any, everything. The root of every filter."""

    parts: "tuple[Condition | AnyOf, ...]" = ()


Node: TypeAlias = Condition | AnyOf | AllOf
EVERYTHING: Final = AllOf()


def parse(text: str) -> AllOf:
    """The filter that the text stands for; nothing is everything.

    Raises:
        Invalid: it can't be read, or is too large.
    """
    cleaned = str(clean(text[: LONGEST + 1]))
    if len(cleaned) > LONGEST:
        raise refused(TOO_LARGE)
    if not cleaned.strip():
        return EVERYTHING
    reader = _Reader(cleaned)
    return _root(reader.read())


def printed(node: Node) -> str:
    """The text that ``parse`` reads as this filter."""
    if isinstance(node, Condition):
        values = ",".join(map(_escaped, node.values))
        named = f"{_escaped(node.field)}:{_escaped(node.op)}"
        return f"{named}:{values}" if node.values else named
    if isinstance(node, AnyOf):
        return "|".join(_within(part) for part in node.parts)
    return ";".join(printed(part) for part in node.parts)


def all_of(parts: Iterable[Node]) -> AllOf:
    """All of these together, in normal form."""
    return _root(_joined(list(parts), every=True))


def any_of(parts: Iterable[Node]) -> Node:
    """Any of these, in normal form; of one alone, it itself."""
    return _joined(list(parts), every=False)


def conditions(node: Node) -> Iterator[Condition]:
    """All conditions of the filter, from left to right."""
    if isinstance(node, Condition):
        yield node
        return
    for part in node.parts:
        yield from conditions(part)


def refused(sentence: LazyText | str) -> Invalid:
    """The refusal of a filter."""
    return Invalid({"filter": sentence})


def _root(node: Node) -> AllOf:
    return node if isinstance(node, AllOf) else AllOf((node,))


def _joined(parts: list[Node], *, every: bool) -> Node:
    """In normal form: nothing within its like, no group of one."""
    kind = AllOf if every else AnyOf
    flat: list[Node] = []
    for part in map(_alone, parts):
        if part == EVERYTHING and not every:
            return EVERYTHING
        flat.extend(part.parts if isinstance(part, kind) else [part])
    if len(flat) == 1:
        return flat[0]
    return AllOf(tuple(flat)) if every or not flat else AnyOf(tuple(flat))  # type: ignore[arg-type]


def _alone(part: Node) -> Node:
    """What stands alone in its group stands without the group."""
    return part.parts[0] if isinstance(part, AllOf) and len(part.parts) == 1 else part


def _within(part: Node) -> str:
    return f"({printed(part)})" if isinstance(part, AllOf) else printed(part)


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in SIGNS else sign for sign in text)


class _Reader:
    """Reads a text from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._number = 0

    def read(self) -> Node:
        """The whole text."""
        node = self._all(0)
        if self._at < len(self._text):
            raise refused(UNREADABLE)
        return node

    def _all(self, depth: int) -> Node:
        parts = [self._any(depth)]
        while self._takes(";"):
            parts.append(self._any(depth))
        return _joined(parts, every=True)

    def _any(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._takes("|"):
            parts.append(self._one(depth))
        return _joined(parts, every=False)

    def _one(self, depth: int) -> Node:
        if not self._takes("("):
            return self._condition()
        if depth >= DEEPEST:
            raise refused(TOO_LARGE)
        node = self._all(depth + 1)
        if not self._takes(")"):
            raise refused(UNREADABLE)
        return node

    def _condition(self) -> Condition:
        self._number += 1
        if self._number > MOST_CONDITIONS:
            raise refused(TOO_LARGE)
        field = self._word()
        if not field or not self._takes(":"):
            raise refused(UNREADABLE)
        op = self._word()
        if not op:
            raise refused(UNREADABLE)
        return Condition(field, op, self._values() if self._takes(":") else ())

    def _values(self) -> tuple[str, ...]:
        values = [self._word()]
        while self._takes(","):
            values.append(self._word())
        if len(values) > MOST_VALUES:
            raise refused(TOO_LARGE)
        return tuple(values)

    def _word(self) -> str:
        """What stands up to the next sign."""
        letters = []
        while self._at < len(self._text):
            letter = self._text[self._at]
            if letter == "\\":
                self._at += 1
                if self._at == len(self._text):
                    raise refused(UNREADABLE)
                letter = self._text[self._at]
            elif letter in SIGNS:
                break
            letters.append(letter)
            self._at += 1
        return "".join(letters)

    def _takes(self, sign: str) -> bool:
        taken = self._text[self._at : self._at + 1] == sign
        self._at += taken
        return taken
