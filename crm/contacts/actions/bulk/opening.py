"""Sharing and restriction of many contacts: who else reaches them (ACC-2, ACC-4)."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator
from sqlalchemy import Select, Text, any_, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from crm.contacts.access import ASSIGN_CONTACTS, VIEW_CONTACTS, derive_access, reached
from crm.contacts.actions.bulk.columns import write
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact, Sharing
from crm.kernel.access import Actor, Reach
from crm.kernel.bulk import BulkAction, Part
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import Shape, empty_is_none, read
from crm.kernel.i18n import lazy, ngettext

NAMES: Final = ("sharing", "restricted")
MOST_COUNTED: Final = 10_000


class OpeningShape(Shape):
    """Who else reaches contacts; what is not given stays as it is at each of them."""

    sharing: Annotated[Sharing | None, BeforeValidator(empty_is_none)] = None
    restricted: Annotated[bool | None, BeforeValidator(empty_is_none)] = None


def check(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Private, read or write; restricted or not; or both.

    Raises:
        Invalid: it is none of these, or nothing is chosen.
    """
    wanted = read(OpeningShape, typed).model_dump()
    if wanted["sharing"] is None and wanted["restricted"] is None:
        raise Invalid({"sharing": lazy("Choose what to change.")})
    return wanted


def open_to(part: Part) -> None:
    """Show the contacts to all users or no longer, and restrict them or no longer."""
    given = {name: part.wanted.get(name) for name in NAMES}
    derive_access(write(part, {name: value for name, value in given.items() if value is not None}))


def warns(ids: Select[Any], wanted: Mapping[str, Any], by: Actor) -> str:
    """That the person will no longer see some of the contacts; empty if they will see all (ACC-7).

    Only restricting takes sight from whoever is in charge: from those who are by their group's reach.
    """
    if not wanted["restricted"] or by.reach(VIEW_CONTACTS) is Reach.ALL:
        return ""
    mine = [f"m{by.user_id}", f"u{by.user_id}", *(f"g{one}" for one in by.group_ids)]
    stays = exists().where(
        ContactAcl.contact_id == Contact.id, ContactAcl.principal == any_(literal(mine, ARRAY(Text)))
    )
    chosen = select(ids.subquery().c.id)
    able = reached(by, ASSIGN_CONTACTS).where(Contact.id.in_(chosen), ~stays).with_only_columns(Contact.id)
    number = db.session.scalar(select(func.count()).select_from(able.limit(MOST_COUNTED).subquery())) or 0
    if not number:
        return ""
    return ngettext(
        "You will lose access to %(num)s of these contacts.",
        "You will lose access to %(num)s of these contacts.",
        number,
    )


SHARE: Final = BulkAction(
    "sharing", lazy("Change access"), lazy("Access"), lazy("Access changed: %(contacts)s"), "lock-open",
    ASSIGN_CONTACTS, check, open_to, template="contacts/bulk/sharing.html", warns=warns, weight=40,
)  # fmt: skip
