"""Who reaches a contact, as chosen (ACC-1…4)."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from crm.contacts.forms.people import MOST_MANAGERS
from crm.contacts.models.contact import Sharing
from crm.kernel.access import Level
from crm.kernel.forms import Id, OptionalId, Shape, refusal
from crm.kernel.i18n import mark

MOST_GRANTS: Final = 100
GRANTEE: Final = re.compile(r"[ug][1-9][0-9]{0,17}")
GrantLevel = Literal["read", "write"]
LEVELS: Final[dict[GrantLevel, Level]] = {"read": Level.READ, "write": Level.WRITE}


class GrantShape(Shape):
    """A grant to one user or to one group."""

    user_id: OptionalId = None
    """The user, or `group_id`: one of the two."""
    group_id: OptionalId = None
    level: GrantLevel = "read"
    """What they may do: `read`, or also `write`."""

    @model_validator(mode="after")
    def _to_one(self) -> Self:
        if (self.user_id is None) == (self.group_id is None):
            raise refusal("one_of", mark("Choose one user or one group."))
        return self

    @property
    def grantee(self) -> str:
        """The grantee as the access list writes it."""
        return f"u{self.user_id}" if self.user_id is not None else f"g{self.group_id}"


Grants = Annotated[list[GrantShape], Field(max_length=MOST_GRANTS, default_factory=list)]


class AccessShape(Shape):
    """Who reaches a contact."""

    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS, default_factory=list)]
    """The users in charge."""
    lead_id: OptionalId = None
    """Which of the managers leads; the one who does, if nobody is named."""
    sharing: Sharing
    """What all users may do with it."""
    grants: Grants
    """Who may do what besides."""
    class_id: OptionalId = None
    """One of the workspace's classes."""
    restricted: bool = False
    """Reached only by its managers, by grants and by roles that reach all contacts."""


def levels(grants: list[GrantShape]) -> dict[str, int]:
    """The grants by grantee; of several to the same the highest level."""
    found: dict[str, int] = {}
    for grant in grants:
        found[grant.grantee] = max(found.get(grant.grantee, 0), int(LEVELS[grant.level]))
    return found


def grant_values(grantee: str, level: int) -> dict[str, Any]:
    """A grant in the words of ``GrantShape``."""
    kind = "user_id" if grantee.startswith("u") else "group_id"
    return {kind: int(grantee[1:]), "level": Level(level).name.lower()}


def posted_grants(readers: Sequence[str], writers: Sequence[str]) -> list[dict[str, Any]]:
    """What a page posts, whom it grants reading and whom writing (``u7``, ``g3``), in the same words.

    Whoever is among both may write. What is no grantee at all stays, for the shape to refuse.
    """
    wanted = {**dict.fromkeys(readers, Level.READ), **dict.fromkeys(writers, Level.WRITE)}
    known = [(one, level) for one, level in wanted.items() if GRANTEE.fullmatch(one)]
    return [*(grant_values(*one) for one in known), *({} for _one in range(len(wanted) - len(known)))]
