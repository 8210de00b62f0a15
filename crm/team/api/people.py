"""People in the JSON API: who the token is, and whom one can name."""

from typing import Annotated, cast

from pydantic import BaseModel, Field

from crm.kernel.access import MAYS, Doors
from crm.team import queries
from crm.team.api.plane import api
from crm.team.models import User
from crm.web.api.listing import Listing, PageQuery, count_out, read_cursor, write_cursor
from crm.web.here import actor, identity, workspace

BY_NAME = "users by name"


class WorkspaceOut(BaseModel):
    """The workspace that the token belongs to."""

    slug: str
    name: str
    address: Annotated[
        str, Field(description="Where its people find it.", json_schema_extra={"format": "uri"})
    ]
    locale: Annotated[str, Field(examples=["en"])]
    time_zone: Annotated[str, Field(description="IANA name.", examples=["Europe/London"])]
    currency: Annotated[str, Field(description="ISO 4217.", examples=["GBP"])]


class MeOut(BaseModel):
    """The user behind the token, and what the token may do."""

    id: int
    name: str
    email: str
    locale: str
    time_zone: str
    scopes: Annotated[list[str], Field(description="What the token is cut to.", examples=[["contact:read"]])]
    may: Annotated[
        dict[str, str],
        Field(
            description="How far each permission reaches with this token: `none`, `own`, `group` or `all`.",
            examples=[{"contacts.view": "own"}],
        ),
    ]
    workspace: WorkspaceOut


class UserOut(BaseModel):
    """Somebody who works in the workspace."""

    id: int
    name: str


class UserListing(Listing[UserOut]):
    """A page of the active users, by name."""


@api.get("/me", can=Doors.SIGNED_IN, gives=MeOut)
def get_me() -> MeOut:
    """Tell who the token is.

    The user whose token this is, what the token may do, and the workspace.
    """
    me, user = actor(), _user()
    return MeOut(
        id=user.id, name=user.name, email=user.email, locale=user.locale, time_zone=me.time_zone,
        scopes=sorted(me.scopes or ()),
        may={key: me.reach(may).name.lower() for key, may in sorted(MAYS.items())},
        workspace=_workspace_shown(),
    )  # fmt: skip


@api.get("/users", can=Doors.SIGNED_IN, asks=PageQuery, gives=UserListing)
def list_users(asked: PageQuery) -> UserListing:
    """List the active users.

    By name; `q` looks for a part of the name. Their ids are what `manager_ids` of a contact takes.
    """
    page = queries.active_users_page(
        q=asked.q, after=read_cursor(asked.cursor, of=BY_NAME), limit=asked.limit
    )
    return UserListing(
        items=[UserOut(id=user.id, name=user.name) for user in page.users],
        next_cursor=write_cursor(page.next_key, of=BY_NAME),
        count=count_out(page.count),
    )


def _workspace_shown() -> WorkspaceOut:
    here, settings = workspace(), queries.workspace_settings()
    return WorkspaceOut(
        slug=here.slug, name=settings.name, address=here.address, locale=settings.locale,
        time_zone=settings.time_zone, currency=settings.currency,
    )  # fmt: skip


def _user() -> User:
    known = identity()
    assert known is not None
    return cast(User, known.user)
