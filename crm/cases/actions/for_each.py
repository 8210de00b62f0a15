"""A case for each of many contacts (CON-12): by a few statements a part, numbers in the order of the ids."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, select

from crm.cases.access import CREATE_CASES
from crm.cases.actions import custom, leads, noting, writing
from crm.cases.actions.numbers import next_numbers
from crm.cases.actions.saving import first_owner
from crm.cases.facts import CaseOpenedWithOthers, CasesOpenedPart, ManyCasesOpened
from crm.cases.forms.case import CaseForEachShape
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.setup import CaseType
from crm.cases.models.words import CASE, PRIORITIES
from crm.cases.presenters import offers
from crm.cases.queries.records import possible_owners, types_in_use
from crm.cases.running import starting
from crm.fields.models import CustomField
from crm.fields.presenters import inputs
from crm.fields.queries import fields_of, searched_keys
from crm.journal.actions import add_changes
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Ending, Part, Skip
from crm.kernel.db import db
from crm.kernel.facts import of_each, record
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy
from crm.team.models import User

A_PART: Final = 50
"""So many cases one transaction adds: whoever else adds one waits for its number until then."""


def check(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The case that each contact gets, with whoever owns it.

    Raises:
        Invalid: a field at fault; so is one of the workspace's own that every case needs.
    """
    own = inputs.posted(typed, _asked(), CASE)
    plain = {name: value for name, value in typed.items() if not name.startswith(inputs.PREFIX)}
    if plain.get("owner_id") == leads.LEAD:
        plain["owner"] = plain.pop("owner_id")
    each = read(CaseForEachShape, {**plain, "custom": own} if own else plain)
    shape = each.case()
    given = custom.given(shape, None, by=by)
    writing.check(shape, None, also=given.faults, by=by)
    unique = {field.key for field in given.fields if field.unique}
    values = {key: value for key, value in given.values.items() if key not in unique}
    owner_id = first_owner(shape, by=by)
    return {**each.model_dump(mode="json"), "custom": values, "owner_id": owner_id}


def open_each(part: Part) -> None:
    """Open a case about each contact; its type's workflow begins with it (CAS-3).

    Records: CaseOpenedWithOthers for each; CasesOpenedPart.
    """
    if not _stands(part.wanted):
        part.skip(Skip.STALE, part.ids)
    if not part.ids:
        return
    owners = _owners(part)
    case_ids = _added(part, owners)
    contacts = [
        {"case_id": one, "contact_id": contact_id, "position": 0}
        for one, contact_id in zip(case_ids, part.ids, strict=True)
    ]
    db.session.execute(insert(CaseContact), contacts)
    _keep(part, case_ids, owners)
    record(CasesOpenedPart(type_id=part.wanted["type_id"], case_ids=case_ids), by=part.by)
    part.tally |= starting.start_each(case_ids, part.wanted["type_id"], by=part.by)
    part.changed += part.ids


def tell(ending: Ending) -> None:
    """Each who owns some of them gets one summary, however many they are, and one of their first steps.

    Records: ManyCasesOpened for each, and what ``starting.tell`` does.
    """
    for name, number in ending.tally.items():
        if name.startswith(leads.OF):
            user_id = int(name.removeprefix(leads.OF))
            record(ManyCasesOpened(user_id=user_id, run_id=ending.run_id, cases=number), by=ending.by)
    starting.tell(ending.tally, run_id=ending.run_id, by=ending.by)


def _owners(part: Part) -> list[int | None]:
    """Who owns the case about each contact; counts what each gets, and what falls to whoever is named."""
    owner_id = part.wanted["owner_id"]
    found = leads.leads_of(part.ids) if part.wanted["owner"] == leads.LEAD else {}
    owners = [found.get(contact_id, owner_id) for contact_id in part.ids]
    part.tally |= Counter(f"{leads.OF}{one}" for one in owners if one is not None)
    if part.wanted["owner"] == leads.LEAD:
        part.tally[leads.FELL] = sum(one not in found for one in part.ids)
    return owners


def _stands(wanted: Mapping[str, Any]) -> bool:
    """Whether the type may still be given, held against being put aside, and the owner still own cases."""
    if wanted["type_id"] is not None:
        kind = select(CaseType.id).where(CaseType.id == wanted["type_id"], CaseType.archived_at.is_(None))
        if db.session.scalar(kind.with_for_update(read=True)) is None:
            return False
    able = possible_owners().where(User.id == wanted["owner_id"]).with_only_columns(User.id).order_by(None)
    return wanted["owner_id"] is None or db.session.scalar(able) is not None


def _added(part: Part, owners: Sequence[int | None]) -> list[int]:
    """The ids of the new cases, in the order of the contacts."""
    searched = searched_keys(CASE)
    rows = []
    for number, owner_id in zip(next_numbers(len(part.ids)), owners, strict=True):
        columns = {**_columns(part.wanted), "owner_id": owner_id}
        one = Case(number=number, **columns, made_by=part.by.user_id)
        custom.derive(one, searched=searched)
        rows.append({name: getattr(one, name) for name in (*COLUMNS, "number", "made_by", "search_text")})
    added = insert(Case).returning(Case.id, sort_by_parameter_order=True)
    return list(db.session.scalars(added, rows))


COLUMNS: Final = ("title", "description", "type_id", "priority", "owner_id", "due_on", "custom")


def _columns(wanted: Mapping[str, Any]) -> dict[str, Any]:
    due_on = date.fromisoformat(wanted["due_on"]) if wanted["due_on"] else None
    return {**{name: wanted[name] for name in COLUMNS}, "due_on": due_on}


def _keep(part: Part, case_ids: Sequence[int], owners: Sequence[int | None]) -> None:
    """What the journal and each case's history keep of it."""
    own = {f"custom.{key}": value for key, value in part.wanted["custom"].items()}
    plain = {name: part.wanted[name] for name in COLUMNS if name not in ("custom", "owner_id")}
    columns = {name: value for name, value in {**plain, **own}.items() if value not in (None, "")}
    add_changes(part.act_id, _made(case_ids, part.ids, owners, columns))
    each = writing.told(case_ids, version=1, act_id=part.act_id)
    db.session.execute(of_each(CaseOpenedWithOthers, *each, by=part.by))


def _made(
    case_ids: Sequence[int], contact_ids: Sequence[int], owners: Sequence[int | None], columns: dict[str, Any]
) -> Iterable[Noted]:
    for case_id, contact_id, owner_id in zip(case_ids, contact_ids, owners, strict=True):
        owned = {} if owner_id is None else {"owner_id": owner_id}
        yield Noted(CASE, case_id, None, {**columns, **owned, noting.CONTACTS: [contact_id]})


def _asked() -> list[CustomField]:
    """The own fields without which no case is added, but for those whose value only one can have."""
    return [field for field in fields_of(CASE) if field.required and not field.unique]


def _offers(to: Actor, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = _asked()
    texts = {one.key: typed.get(inputs.PREFIX + one.key, one.default) for one in fields}
    asked = inputs.blocks(fields, (), texts, {}) if fields else []
    return {
        "types": [(kind.id, kind.shown) for kind in types_in_use()],
        "owners": [(leads.LEAD, _("The contact's lead manager")), *offers.owners(to.user_id)],
        "me": to.user_id,
        "priorities": list(PRIORITIES.items()),
        "inputs": [one for block in asked for one in block.inputs],
    }


OPEN_EACH: Final = BulkAction(
    "case", lazy("Open a case"), lazy("Case"), lazy("Cases opened: %(contacts)s"),
    "message-circle-plus", CREATE_CASES, check, open_each, template="cases/for_each.html", offers=_offers,
    warns=leads.warns, notes=leads.notes, ends=tell, part=A_PART, weight=70,
)  # fmt: skip
