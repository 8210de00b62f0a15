"""What is asked of a merge: which contacts, which of them stays, and whose values (CON-16)."""

from typing import Annotated, Final

from pydantic import Field

from crm.kernel.forms import Id, Shape

MOST_MERGED: Final = 10
Version = Annotated[int, Field(ge=0, le=2**63 - 1)]


class MergeShape(Shape):
    """Several contacts that become one."""

    survivor_id: Id
    """The contact that stays. It keeps its id, sharing and class."""
    loser_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_MERGED - 1)]
    """Those that become a part of it; their ids lead to it from then on."""
    choices: Annotated[dict[str, Id], Field(default_factory=dict, max_length=200)]
    """For a field's name, the contact whose value is taken. For what is not named it is the survivor's value,
    or, where that is empty, the one that was changed last. Own fields are named `custom.<id>`."""
    versions: Annotated[dict[str, Version], Field(default_factory=dict, max_length=MOST_MERGED)]
    """By a contact's id, the version that was seen; if it has another by now, nothing is merged (412)."""

    @property
    def ids(self) -> list[int]:
        """All contacts, the survivor first, each once."""
        return list(dict.fromkeys([self.survivor_id, *self.loser_ids]))
