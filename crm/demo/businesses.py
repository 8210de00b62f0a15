"""The shape of a demo business, and how its lists of contacts are written down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "artel-demo-password"  # noqa: S105 (it is told to everybody)

TAGGED: Final = ((0, 1), (), (2,), (0,), (), (3,), (1, 4), (0,), (), (2, 4), ())
"""Which of a business's tags contacts have, in turn."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works there. ``login`` stands before the @ of the address; ``group`` is empty for none."""

    login: str
    name: str
    role: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A contact as it is written down. ``type`` and ``manager`` are positions in the business's lists."""

    kind: str
    names: dict[str, str]
    description: str
    email: str
    phone: str
    type: int
    manager: int
    sharing: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something that took place with a contact, found by its e-mail; ``hours`` ago, or ahead if negative."""

    email: str
    kind: str
    hours: int
    text: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A case about a contact, found by its e-mail; due in so many days, less than none if it is late."""

    email: str
    type: int
    status: str
    priority: str
    days: int
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Business:
    """A business: where it lives, who works there, whom it knows."""

    slug: str
    name: str
    locale: str
    time_zone: str
    domain: str
    colleagues: tuple[Colleague, ...]
    companies: str
    people: str
    history: str
    tags: tuple[str, ...]
    cases: str = ""

    def email(self, colleague: Colleague) -> str:
        """The address that a colleague signs in with."""
        return f"{colleague.login}@{self.domain}"

    @property
    def owner(self) -> Colleague:
        """The first of the colleagues."""
        return self.colleagues[0]

    def cards(self) -> Iterator[Card]:
        """The contacts, companies first. One a line; columns are separated by a bar.

        A company's line: name | what they are | e-mail | phone. A person's: last, first and middle name |
        what they are | e-mail | phone. Types, managers, sharing and tags are dealt out in turn.
        """
        for kind, lines in (("company", self.companies), ("person", self.people)):
            for position, line in enumerate(filter(None, map(str.strip, lines.splitlines()))):
                name, description, email, phone = (column.strip() for column in line.split("|"))
                yield Card(
                    kind=kind,
                    names={"name": name} if kind == "company" else _parts(name),
                    description=description,
                    email=email,
                    phone=phone,
                    type=(0, 0, 1, 0, 2, 0, 0, 1, 0, 3)[position % 10],
                    manager=position % 3,
                    sharing=("private", "private", "read", "private", "write")[position % 5],
                    tags=tuple(self.tags[number] for number in TAGGED[position % len(TAGGED)]),
                )

    def lines(self) -> Iterator[Line]:
        """What took place: e-mail | kind | hours ago | words."""
        for line in filter(None, map(str.strip, self.history.splitlines())):
            email, kind, hours, words = (column.strip() for column in line.split("|"))
            yield Line(email, kind, int(hours), words)

    def matters(self) -> Iterator[Matter]:
        """Its cases: e-mail | type | status | priority | due in days | title; then ">" and what was said."""
        lines = filter(None, map(str.strip, self.cases.splitlines()))
        for line, said in zip(lines, lines, strict=True):
            email, of, status, priority, days, title = (column.strip() for column in line.split("|"))
            yield Matter(email, int(of), status, priority, int(days), title, said.removeprefix("> "))


def domain(email: str) -> str:
    """What stands behind the @: whoever shares it with a company works there."""
    return email.partition("@")[2]


def _parts(name: str) -> dict[str, str]:
    last, first, *middle = name.split()
    return {"last_name": last, "first_name": first, "middle_name": " ".join(middle)}
