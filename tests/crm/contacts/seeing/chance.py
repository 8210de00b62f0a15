"""Changes of anything that access depends on, by dice."""

from random import Random

from tests.crm.contacts.seeing.office import Office
from tests.crm.contacts.seeing.reference import READ, WRITE
from tests.crm.contacts.seeing.tables import GRANTEES, GROUPS, TABLES, USERS


class Chance:
    """Changes of anything, chosen by dice."""

    def __init__(self, office: Office, dice: Random) -> None:
        self.office, self.dice = office, dice

    def change(self) -> None:
        """One more."""
        self.dice.choice([
            self.open, self.open, self.open, self.create, self.delete, self.restore, self.merge,
            self.grant_class, self.delete_class, self.move, self.turn_group, self.set_roles, self.turn_user,
        ])()  # fmt: skip

    def open(self) -> None:
        """Some of what says who reaches a contact."""
        parts = {
            "managers": self._users(3),
            "sharing": self.dice.randrange(3),
            "grants": self._grants(),
            "class_id": self.dice.choice([None, *self.office.world.classes]),
            "restricted": self.dice.random() < 0.4,
        }
        chosen = self.dice.sample(sorted(parts), self.dice.randint(1, 3))
        if self.office.alive:
            self.office.open(self.dice.choice(self.office.alive), **{name: parts[name] for name in chosen})

    def create(self) -> None:
        """A contact, as long as there are few."""
        if len(self.office.alive) < 15:
            self.office.create(self._users(2))

    def delete(self) -> None:
        """Into the bin."""
        if len(self.office.alive) > 5:
            self.office.delete(self.dice.choice(self.office.alive))

    def restore(self) -> None:
        """Out of the bin."""
        if self.office.binned:
            self.office.restore(self.dice.choice(sorted(self.office.binned)))

    def merge(self) -> None:
        """Two or three become one."""
        if len(self.office.alive) > 6:
            survivor, *losers = self.dice.sample(self.office.alive, self.dice.randint(2, 3))
            self.office.merge(survivor, losers)

    def grant_class(self) -> None:
        """Who reaches the contacts of a class."""
        if self.office.world.classes:
            self.office.grant_class(self.dice.choice(sorted(self.office.world.classes)), self._grants())

    def delete_class(self) -> None:
        """A class goes, or comes where there are few."""
        ids = sorted(self.office.world.classes)
        if len(ids) < 3:
            self.office.add_class()
        else:
            one, other = self.dice.sample(ids, 2)
            self.office.delete_class(one, self.dice.choice([None, other]))

    def move(self) -> None:
        """Who belongs to a group."""
        self.office.set_group(self.dice.choice(GROUPS), self._users(4))

    def turn_group(self) -> None:
        """A group goes or comes back."""
        self.office.turn_group(self.dice.choice(GROUPS))

    def set_roles(self) -> None:
        """Other roles."""
        names = self.dice.sample(sorted(TABLES), self.dice.randint(1, 2))
        self.office.set_roles(self.dice.choice(USERS), names)

    def turn_user(self) -> None:
        """Somebody leaves or comes back."""
        self.office.turn_user(self.dice.choice(USERS), self.dice.choice([None, *USERS]))

    def _users(self, most: int) -> set[int]:
        return set(self.dice.sample(USERS, self.dice.randint(0, most)))

    def _grants(self) -> dict[str, int]:
        some = self.dice.sample(GRANTEES, self.dice.randint(0, 3))
        return {grantee: self.dice.choice((READ, WRITE)) for grantee in some}
