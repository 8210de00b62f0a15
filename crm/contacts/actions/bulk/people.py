"""Managers of many contacts."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Select,
    any_,
    column,
    delete,
    exists,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert

from crm.contacts.access import ASSIGN_CONTACTS, derive_access
from crm.contacts.actions.bulk.columns import keep
from crm.contacts.actions.bulk.losing import Change, warning
from crm.contacts.actions.people import able_among, check_managers
from crm.contacts.facts_of_many import ManyContactsAssigned
from crm.contacts.forms.people import MOST_MANAGERS
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.kinds import MANAGERS
from crm.contacts.presenters.offers import managers
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Ending, Part, Skip
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.forms import Id, OptionalId, Shape, read
from crm.kernel.i18n import lazy

Managers = list[dict[str, Any]]
ADDED: Final = "added:"
"""Before a user's id in a run's tally: of how many contacts they became a manager."""


class AssigningShape(Shape):
    """Who becomes or ceases to be a manager of contacts; ``replace`` leaves nobody else."""

    way: Literal["add", "remove", "replace"] = "add"
    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS, default_factory=list)]
    lead_id: OptionalId = None


def check_assignment(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The people and what becomes of them.

    Raises:
        Invalid: nobody is named, or somebody who can't be a manager.
    """
    wanted = read(AssigningShape, typed)
    if not wanted.manager_ids:
        raise Invalid({"manager_ids": lazy("Choose somebody.")})
    if wanted.way != "remove":
        check_managers(wanted.manager_ids)
    lead_id = wanted.lead_id if wanted.lead_id in wanted.manager_ids and wanted.way != "remove" else None
    return {**wanted.model_dump(), "lead_id": lead_id}


def assign(part: Part) -> None:
    """Add, remove or replace managers; the one who led leads on, unless somebody is chosen to."""
    way, user_ids = part.wanted["way"], part.wanted["manager_ids"]
    if way != "remove" and not able_among(user_ids).issuperset(user_ids):
        part.skip(Skip.STALE, part.ids)
        return
    before = managers_of(part.ids)
    _write(part.ids, way, user_ids, part.wanted["lead_id"])
    after = managers_of(part.ids)
    changed = [one for one in part.ids if before.get(one) != after.get(one)]
    keep(part, [(one, before.get(one, []), after.get(one, [])) for one in changed], name=MANAGERS)
    derive_access(changed)
    for contact_id in changed:
        for user_id in _ids(after.get(contact_id)) - _ids(before.get(contact_id)):
            part.tally[f"{ADDED}{user_id}"] = part.tally.get(f"{ADDED}{user_id}", 0) + 1


def warns(ids: Select[Any], wanted: Mapping[str, Any], by: Actor) -> str:
    """That the person will no longer see some of the contacts; whom managers are added to stay in sight."""
    user_ids = wanted["manager_ids"]
    match wanted["way"]:
        case "remove":
            return warning(ids, Change(leaving=user_ids), by=by)
        case "replace":
            return warning(ids, Change(staying=user_ids), by=by)
    return ""


def tell(ending: Ending) -> None:
    """New managers get one summary each (CON-7).

    Records: ManyContactsAssigned for each of them.
    """
    for name, number in ending.tally.items():
        if name.startswith(ADDED):
            user_id = int(name.removeprefix(ADDED))
            told = ManyContactsAssigned(user_id=user_id, run_id=ending.run_id, contacts=number)
            record(told, by=ending.by)


def _write(ids: Sequence[int], way: str, user_ids: Sequence[int], lead_id: int | None) -> None:
    of_part = ContactManager.contact_id == _any(ids)
    if way == "remove":
        db.session.execute(delete(ContactManager).where(of_part, ContactManager.user_id.in_(user_ids)))
    if way == "replace":
        db.session.execute(delete(ContactManager).where(of_part, ContactManager.user_id.not_in(user_ids)))
    if way != "remove":
        user = func.unnest(literal(list(user_ids), ARRAY(BigInteger))).table_valued("id").render_derived()
        rows = select(Contact.id, user.c.id).join(user, true()).where(Contact.id == _any(ids))
        coming = insert(ContactManager).from_select(["contact_id", "user_id"], rows)
        db.session.execute(coming.on_conflict_do_nothing())
    _lead(ids, lead_id)


def _lead(ids: Sequence[int], lead_id: int | None) -> None:
    """One of each contact's managers leads: whoever is chosen, else who did, else the first."""
    of_part = ContactManager.contact_id == _any(ids)
    if lead_id is not None:
        others = of_part & ContactManager.lead & (ContactManager.user_id != lead_id)
        db.session.execute(update(ContactManager).where(others).values(lead=False))
    order = (
        (ContactManager.user_id == (lead_id or 0)).desc(),
        ContactManager.lead.desc(),
        ContactManager.user_id,
    )
    place = func.row_number().over(partition_by=ContactManager.contact_id, order_by=order)
    ranked = select(ContactManager.contact_id, ContactManager.user_id, place.label("place")).where(of_part)
    by_place = ranked.subquery("ranked")
    first = by_place.c.contact_id == ContactManager.contact_id, by_place.c.user_id == ContactManager.user_id
    leads = update(ContactManager).where(*first, by_place.c.place == 1, ~ContactManager.lead)
    db.session.execute(leads.values(lead=True))


def managers_of(ids: Sequence[int]) -> dict[int, Managers]:
    """The managers of each contact as the journal notes them; one statement."""
    one = func.jsonb_build_object("user_id", ContactManager.user_id, "lead", ContactManager.lead)
    all_of_it = func.jsonb_agg(aggregate_order_by(one, ContactManager.user_id), type_=JSONB)
    rows = select(ContactManager.contact_id, all_of_it).where(ContactManager.contact_id == _any(ids))
    found = db.session.execute(rows.group_by(ContactManager.contact_id))
    return dict(tuple(row) for row in found)


def write_managers(managers: Mapping[int, Managers]) -> None:
    """Let each contact have exactly these managers; four statements, however many contacts there are."""
    rows = [{"contact_id": one, **manager} for one, some in managers.items() for manager in some]
    columns = column("contact_id", BigInteger), column("user_id", BigInteger), column("lead", Boolean)
    given = func.jsonb_to_recordset(literal(rows, JSONB)).table_valued(*columns)
    given = given.render_derived(name="given", with_types=True)
    of_part = ContactManager.contact_id == _any(list(managers))
    same = given.c.contact_id == ContactManager.contact_id, given.c.user_id == ContactManager.user_id
    stays = exists().where(*same)
    db.session.execute(delete(ContactManager).where(of_part, ~stays))
    leads = exists().where(*same, given.c.lead)
    db.session.execute(update(ContactManager).where(of_part, ContactManager.lead, ~leads).values(lead=False))
    coming = insert(ContactManager).from_select(
        ["contact_id", "user_id"], select(given.c.contact_id, given.c.user_id)
    )
    db.session.execute(coming.on_conflict_do_nothing())
    db.session.execute(update(ContactManager).where(of_part, leads, ~ContactManager.lead).values(lead=True))


def _ids(managers: Managers | None) -> set[int]:
    return {manager["user_id"] for manager in managers or ()}


def _any(ids: Sequence[int]) -> Any:
    return any_(literal(list(ids), ARRAY(BigInteger)))


def _people(to: Actor, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"people": managers(typed.get("manager_ids") or (), q=typed.get("find", ""))}


ASSIGN: Final = BulkAction(
    "managers", lazy("Choose managers"), lazy("Managers"), lazy("Managers changed: %(contacts)s"),
    "user-plus", ASSIGN_CONTACTS, check_assignment, assign, template="contacts/bulk/managers.html",
    offers=_people, warns=warns, ends=tell, weight=30,
)  # fmt: skip
