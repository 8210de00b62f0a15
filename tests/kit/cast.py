"""The people of every test database, and the workspaces they work in.

Olga owns the workspace, Max administers it, Alice and Bob are managers in one group, Carol is a manager in
another, Ned observes. All of them exist in each workspace, under the same ids: ``ALICE.at(TWIN)``. The twin
has one more of everything, so that some ids exist there alone.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

CANARY: Final = "LEAK"
"""Stands in every text of the twin and nowhere else."""
CANARY_DOMAIN: Final = "leak.example"
PASSWORD: Final = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Business:
    """A workspace of the cast. ``id`` is the directory's."""

    id: int
    slug: str
    name: str
    locale: str
    time_zone: str
    domain: str
    mark: str = ""

    @property
    def host(self) -> str:
        """Its host in tests."""
        return f"{self.slug}.{BASE_DOMAIN}"

    def text(self, text: str) -> str:
        """A text as it stands in this workspace: in the twin with the canary."""
        return f"{text} {self.mark}" if self.mark else text


BASE_DOMAIN: Final = "artel.example"
NORTH: Final = Business(1, "north", "North Light", "en", "Europe/London", "north.example")
TWIN: Final = Business(2, "twin", f"North Light {CANARY}", "en", "Europe/London", CANARY_DOMAIN, CANARY)
SEVER: Final = Business(3, "sever", "Северный свет", "ru", "Europe/Moscow", "sever.example")
BUSINESSES: Final = (NORTH, TWIN, SEVER)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast in one workspace. ``role`` is a built-in one; ``group`` names a group or is None."""

    id: int
    first_name: str
    role: str
    group: str | None = None
    business: Business = NORTH

    @property
    def name(self) -> str:
        """The name as it stands in their workspace."""
        return self.business.text(self.first_name)

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.first_name.lower()}@{self.business.domain}"

    @property
    def session_token(self) -> str:
        """The secret of the session that stands open for them in the template."""
        return f"ars_{self.business.slug}-{self.first_name.lower()}"

    @property
    def api_token(self) -> str:
        """The secret of their token with all scopes."""
        return f"art_{self.business.slug}-{self.first_name.lower()}"

    def at(self, business: Business) -> "Person":
        """The same person (the same id) in another workspace."""
        return replace(self, business=business)

    def __str__(self) -> str:
        return f"{self.first_name} of {self.business.slug}"


OLGA: Final = Person(1, "Olga", "owner")
MAX: Final = Person(2, "Max", "admin")
ALICE: Final = Person(3, "Alice", "manager", "Sales")
BOB: Final = Person(4, "Bob", "manager", "Sales")
CAROL: Final = Person(5, "Carol", "manager", "Service")
NED: Final = Person(6, "Ned", "observer")
CAST: Final = (OLGA, MAX, ALICE, BOB, CAROL, NED)
EVE: Final = Person(7, "Eve", "manager", business=TWIN)
"""She works at the twin alone: nobody else has a user with her id."""
GROUPS: Final = ("Sales", "Service")


def people_of(business: Business) -> tuple[Person, ...]:
    """Everybody who works there, by id."""
    everybody = tuple(person.at(business) for person in CAST)
    return (*everybody, EVE) if business == TWIN else everybody


def file_key(business: Business, number: int) -> str:
    """The key of the stored file with this id, at this workspace of the template."""
    return f"{business.id:08x}{number:024x}"


class Standing(IntEnum):
    """The contacts of every workspace, by how they stand to Alice; each value is the contact's id.

    FOREIGN exists at the twin alone, RANDOM nowhere.
    """

    OWN = 1
    COLLEAGUES = 2
    OTHER_GROUPS = 3
    READABLE = 4
    WRITABLE = 5
    DELETED = 6
    FOREIGN = 7
    RANDOM = 999_999

    @property
    def manager(self) -> Person:
        """Who is in charge of it."""
        return {1: ALICE, 2: BOB, 6: ALICE}.get(self, CAROL)

    @property
    def sharing(self) -> str:
        """With whom it is shared."""
        return {4: "read", 5: "write"}.get(self, "private")
