"""Tags as typed."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from crm.contacts.models.lists import HUES
from crm.kernel.forms import Id, Line, Shape, refusal
from crm.kernel.i18n import mark

MOST_TAGS: Final = 50
"""So many tags a contact may have."""
LONGEST: Final = 60
_SEPARATORS: Final = re.compile(r"[,;\n]")
_UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2064\ufeff]")
"""Characters that nobody sees: with them two tags would look like one."""


def seen(name: str) -> str:
    """The name without what nobody sees of it, as one line."""
    return " ".join(_UNSEEN.sub("", name).split())


def _sound(value: str) -> str:
    name = seen(value)
    if _SEPARATORS.search(name):
        raise refusal("comma", mark("A tag holds no comma and no semicolon."))
    return name


def _named(value: str) -> str:
    name = _sound(value)
    if not any(character.isprintable() and not character.isspace() for character in name):
        raise refusal("missing", mark("Fill this in."))
    return name


TagLabel = Annotated[Line, StringConstraints(max_length=LONGEST), AfterValidator(_sound)]
TagName = Annotated[Line, StringConstraints(max_length=LONGEST), AfterValidator(_named)]
TagNames = Annotated[list[TagName], Field(max_length=MOST_TAGS)]
TagIds = Annotated[list[Id], Field(max_length=MOST_TAGS)]


class TagShape(Shape):
    """A tag: its name, its labels per language where they differ, its colour."""

    name: TagName
    labels: Annotated[dict[Literal["en", "ru"], TagLabel], Field(default_factory=dict)]
    """In other languages, by their codes: `{"ru": "опт"}`. An empty text takes one away."""
    hue: Annotated[int, Field(ge=1, le=HUES)] = 1
    """Its colour: one of eight hues."""

    def values(self) -> dict[str, Any]:
        """The columns of the tag; an empty label is none."""
        labels = {language: label for language, label in self.labels.items() if label}
        return {"name": self.name, "labels": labels, "hue": self.hue}


class TagsShape(Shape):
    """The tags that a contact should have; a name that is not there yet is made."""

    tags: TagNames
    had: list[Id] | None = None
    """Those that it had when somebody began to choose: what others changed meanwhile stays."""


def split(typed: Any) -> list[Any]:
    """The names in one line of text, between commas or semicolons; blanks are left out."""
    if not isinstance(typed, str):
        return [name for part in typed for name in split(part)] if isinstance(typed, list) else [typed]
    return [part.strip() for part in _SEPARATORS.split(typed) if seen(part.replace("\0", ""))]
