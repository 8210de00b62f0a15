"""A saved view as typed."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from crm.kernel.forms import Id, Label, Shape, Text

LONGEST_STATE: Final = 4_000
MOST_GROUPS: Final = 50
Sharing = Literal["own", "groups", "all"]


class ViewSettings(Shape):
    """What a view is called, and who sees it."""

    name: Annotated[Label, StringConstraints(min_length=1)]
    sharing: Annotated[
        Sharing, Field(description="Only its owner, the groups of `group_ids`, or everybody.")
    ] = "own"
    group_ids: Annotated[list[Id], Field(max_length=MOST_GROUPS, default_factory=list)]
    """The groups that it is shared with, where `sharing` is `groups`."""


class ViewShape(ViewSettings):
    """A view: a name, who sees it, and the query of the list's address."""

    state: Annotated[
        Text,
        StringConstraints(max_length=LONGEST_STATE),
        Field(description="The query of the list's address on the pages: filters, order and columns."),
    ] = ""
