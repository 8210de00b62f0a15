"""Templates that people of a workspace write: a subset of mustache without logic, over a plain dict of texts.

``{{name}}`` is a value, ``{{#name}}…{{/name}}`` stands only where the value is not empty,
``{{^name}}…{{/name}}`` only where it is. There is nothing else: no attribute, index, filter or partial, and
no loop, so that a template reaches nothing that was not handed in.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from crm.kernel.i18n import LazyText, lazy

LONGEST: Final = 20_000
MOST_TAGS: Final = 300
DEEPEST: Final = 5
LARGEST_RESULT: Final = 200_000
_TAG: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FOREIGN: Final = frozenset("{&>=!<$")
_SHOWN: Final = 40


class TemplateFault(Exception):
    """A template can't be read. ``line`` counts from 1; ``sentence`` says what is wrong, for its reader."""

    def __init__(self, line: int, sentence: LazyText) -> None:
        self.line = line
        self.sentence = sentence
        super().__init__(f"line {line}")

    @property
    def told(self) -> LazyText:
        """The sentence with the line that it is about."""
        return lazy("Line %(line)s: %(fault)s", line=self.line, fault=self.sentence)


@dataclass(frozen=True, slots=True)
class _Tag:
    sign: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read and found in order: texts and tags in turn."""

    pieces: tuple[str | _Tag, ...]

    @property
    def names(self) -> frozenset[str]:
        """The values that it asks for."""
        return frozenset(piece.name for piece in self.pieces if isinstance(piece, _Tag))

    def as_text(self, values: Mapping[str, str]) -> str:
        """The template filled, as plain text, at most ``LARGEST_RESULT`` long. What is missing is empty."""
        return "".join(self._filled(values))[:LARGEST_RESULT]

    def as_html(self, values: Mapping[str, str]) -> str:
        """The same as HTML: the template's own text is escaped as well as the values."""
        return escape(self.as_text(values))

    def _filled(self, values: Mapping[str, str]) -> Iterator[str]:
        hidden, shown = 0, 0
        for piece in self.pieces:
            if isinstance(piece, str):
                text = "" if hidden else piece
            elif piece.sign == "/":
                hidden -= bool(hidden)
                continue
            elif piece.sign:
                filled = bool(values.get(piece.name, "").strip())
                hidden += bool(hidden) or filled is (piece.sign == "^")
                continue
            else:
                text = "" if hidden else values.get(piece.name, "")
            yield text
            shown += len(text)
            if shown > LARGEST_RESULT:
                return


def parse(text: str, *, known: Collection[str]) -> Template:
    """The template that the text is. ``known`` are the names that it may ask for.

    Raises:
        TemplateFault: it is too long, a tag is none of ours or is not closed, or there is no such value.
    """
    if len(text) > LONGEST:
        raise TemplateFault(1, lazy("This is too long: at most %(most)s characters.", most=LONGEST))
    pieces: list[str | _Tag] = []
    open_tags: list[_Tag] = []
    end = 0
    for number, found in enumerate(_TAG.finditer(text)):
        line = text.count("\n", 0, found.start()) + 1
        _expect_no_braces(text, end, found.start())
        if number >= MOST_TAGS:
            raise TemplateFault(
                line, lazy("There are too many values in this: at most %(most)s.", most=MOST_TAGS)
            )
        tag = _tag(found[1], line, known)
        _nest(tag, open_tags)
        pieces += [text[end : found.start()], tag]
        end = found.end()
    _expect_no_braces(text, end, len(text))
    if open_tags:
        raise TemplateFault(
            open_tags[-1].line,
            lazy("“%(tag)s” is not closed. Write “%(end)s” where it ends.", **_both(open_tags[-1])),
        )
    return Template((*pieces, text[end:]))


def _tag(inside: str, line: int, known: Collection[str]) -> _Tag:
    word = inside.strip()
    sign = word[:1] if word[:1] in ("#", "^", "/") else ""
    name = word.removeprefix(sign).strip()
    if word[:1] in _FOREIGN or not _NAME.fullmatch(name):
        raise TemplateFault(
            line,
            lazy("“%(tag)s” can't be read: a value is a name between double braces.", tag=_short(inside)),
        )
    if name not in known:
        raise TemplateFault(line, lazy("There is no value “%(name)s” here.", name=name))
    return _Tag(sign, name, line)


def _nest(tag: _Tag, open_tags: list[_Tag]) -> None:
    if tag.sign == "/":
        if not open_tags or open_tags[-1].name != tag.name:
            raise TemplateFault(tag.line, lazy("“%(tag)s” closes nothing that is open.", tag=_written(tag)))
        open_tags.pop()
    elif tag.sign:
        open_tags.append(tag)
        if len(open_tags) > DEEPEST:
            raise TemplateFault(
                tag.line, lazy("Parts stand too deep within each other: at most %(most)s.", most=DEEPEST)
            )


def _expect_no_braces(text: str, start: int, end: int) -> None:
    """Braces that belong to no tag are a slip, which would otherwise travel in a mail."""
    at = min(
        (found for found in (text.find("{{", start, end), text.find("}}", start, end)) if found >= 0),
        default=-1,
    )
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise TemplateFault(line, lazy("Double braces stand here that open or close nothing."))


def _both(tag: _Tag) -> dict[str, str]:
    return {"tag": _written(tag), "end": _written(_Tag("/", tag.name, tag.line))}


def _written(tag: _Tag) -> str:
    return "{{" + tag.sign + tag.name + "}}"


def _short(inside: str) -> str:
    return "{{" + (inside if len(inside) <= _SHOWN else inside[:_SHOWN] + "…") + "}}"
