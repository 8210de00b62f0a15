"""Sharing and restriction of many contacts: who else reaches them (ACC-2, ACC-4)."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator
from sqlalchemy import Select

from crm.contacts.access import ASSIGN_CONTACTS, derive_access
from crm.contacts.actions.bulk.columns import write
from crm.contacts.actions.bulk.losing import Change, warning
from crm.contacts.models.contact import Sharing
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Part
from crm.kernel.errors import Invalid
from crm.kernel.forms import Shape, empty_is_none, read
from crm.kernel.i18n import lazy

NAMES: Final = ("sharing", "restricted")


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
    """That the person will no longer see some of the contacts; empty if they will see all (ACC-7)."""
    return warning(ids, Change(sharing=wanted["sharing"], restricted=wanted["restricted"]), by=by)


SHARE: Final = BulkAction(
    "sharing", lazy("Change access"), lazy("Access"), lazy("Access changed: %(contacts)s"), "lock-open",
    ASSIGN_CONTACTS, check, open_to, template="contacts/bulk/sharing.html", warns=warns, weight=40,
)  # fmt: skip
