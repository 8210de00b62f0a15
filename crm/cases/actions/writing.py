"""What the acts share: holding a case against others, its contacts and people, and ending an act."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Text, delete, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from crm.cases.access import NOT_YOURS_TO_GIVE, may_give_away
from crm.cases.actions import noting
from crm.cases.actions.custom import derive
from crm.cases.facts import CaseAssigned, CaseEdited, CaseMoved
from crm.cases.forms.case import MOST_CONTACTS, MOST_LINKED, CaseShape
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.setup import CaseType
from crm.cases.models.words import CASE, ENDED
from crm.cases.queries.records import WHOLE, contact_ids, possible_owners
from crm.cases.running.lending import hides_what_is_lent
from crm.contacts.access import derive_access
from crm.contacts.models.contact import Contact
from crm.journal import actions as journal
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.team.models import User
from crm.team.queries import active_users

NO_CONTACT: Final = lazy("One of these contacts is not there, or you have no access to it.")
TOO_MANY: Final = lazy("There are too many of these: at most %(max_length)s.", max_length=MOST_CONTACTS)
NO_TYPE: Final = lazy("There is no such type.")
HIDDEN_LOAN: Final = lazy(
    "You don't see the main contact of this case. Whoever owns it may be given a step and would see it."
)
NO_OWNER: Final = lazy("This person can't own cases.")
NO_MEMBER: Final = lazy("One of these people doesn't work here.")


def hold(one: Case, *, version: int | None = None) -> Case:
    """Lock the case until the transaction ends and load it as it is now.

    Raises:
        NotFound: it went to the bin meanwhile.
        Stale: ``version`` is given and is not the present one.
    """
    fresh = select(Case).where(Case.id == one.id).options(*WHOLE).with_for_update(of=Case)
    held: Case | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    if held is None or held.deleted_at is not None:
        raise NotFound
    if version is not None and held.version != version:
        raise Stale
    return held


def check(shape: CaseShape, one: Case | None, *, also: Mapping[str, LazyText | str], by: Actor) -> None:
    """Refuse a type, people and contacts that a case can't be given; what it has it may keep.

    Raises:
        Invalid: with a sentence for each field at fault.
    """
    faults: dict[str, LazyText | str] = {}
    if shape.type_id is not None and (one is None or shape.type_id != one.type_id):
        kind = db.session.get(CaseType, shape.type_id)
        if kind is None or kind.archived_at is not None:
            faults["type_id"] = NO_TYPE
    faults |= faults_of_people(shape.owner_id, shape.member_ids, one=one, by=by)
    known = contact_ids(one.id) if one is not None else []
    if fault := _fault_of_contacts(shape.contact_ids, known, by=by):
        faults["contact_ids"] = fault
    if faults or also:
        raise Invalid({**faults, **also})


def _fault_of_contacts(wanted: Sequence[int], known: Sequence[int], *, by: Actor) -> LazyText | None:
    """What is wrong with these contacts of a case that has those ``known``."""
    seen = _seen({*wanted, *known}, by=by)
    if not seen.issuperset(wanted):
        return NO_CONTACT
    if len(wanted) > max(MOST_CONTACTS, len(seen.intersection(known))):
        return TOO_MANY
    if len({*known, *wanted}) > max(MOST_LINKED, len(known)):
        return TOO_MANY
    return None


def faults_of_people(
    owner_id: int | None, member_ids: Sequence[int], *, one: Case | None, by: Actor
) -> dict[str, LazyText | str]:
    """What is wrong with an owner and members; who is present may stay."""
    faults: dict[str, LazyText | str] = {}
    present = (one.owner_id, one.member_ids) if one is not None else (None, [])
    if one is not None and owner_id != one.owner_id and (fault := fault_of_giving(one, by=by)):
        faults["owner_id"] = fault
    elif owner_id is not None and owner_id != present[0]:
        able = possible_owners().where(User.id == owner_id).with_only_columns(User.id).order_by(None)
        if db.session.scalar(able) is None:
            faults["owner_id"] = NO_OWNER
    if new := set(member_ids) - set(present[1]):
        working = active_users().where(User.id.in_(new)).with_only_columns(User.id).order_by(None)
        if len(set(db.session.scalars(working))) != len(new):
            faults["member_ids"] = NO_MEMBER
    return faults


def fault_of_giving(one: Case, *, by: Actor) -> LazyText | None:
    """Why this person, who may change the case, gives it no other owner; None if they may.

    An owner may be given a step, and sees by it what the run lends: whoever doesn't see that doesn't choose.
    """
    if not may_give_away(one, by):
        return NOT_YOURS_TO_GIVE
    return HIDDEN_LOAN if hides_what_is_lent(one.id, to=by) else None


def put_contacts(one: Case, wanted: Sequence[int], *, by: Actor) -> None:
    """Make these the case's contacts, of those that the actor sees; those out of sight stay."""
    present = contact_ids(one.id)
    seen = _seen(present, by=by)
    write_contacts(one, merged_with_hidden(present, seen, wanted))


def merged_with_hidden(present: Sequence[int], seen: Collection[int], wanted: Sequence[int]) -> list[int]:
    """The wanted ones, and between them those that are not seen, each where it stood."""
    merged = list(wanted)
    for place, contact_id in enumerate(present):
        if contact_id not in seen and contact_id not in merged:
            merged.insert(place, contact_id)
    return merged


def write_contacts(one: Case, wanted: Sequence[int]) -> None:
    """Put these rows in place, if they differ."""
    if contact_ids(one.id) == list(wanted):
        return
    db.session.execute(delete(CaseContact).where(CaseContact.case_id == one.id))
    db.session.add_all(
        CaseContact(case_id=one.id, contact_id=contact_id, position=place)
        for place, contact_id in enumerate(wanted)
    )
    db.session.flush()


def touch(one: Case, *, before: Mapping[str, Any]) -> None:
    """Count one change, and keep since when it stands as it does."""
    one.version += 1
    one.changed_at = func.now()
    if one.status != before["status"]:
        one.status_at = func.now()
        ended = one.status in ENDED
        if ended != (before["status"] in ENDED):
            one.closed_at = func.now() if ended else None
    derive(one)
    db.session.flush()
    if one.responsible_ids:
        derive_access({*before[noting.CONTACTS], *contact_ids(one.id)})


def settle(one: Case, before: Mapping[str, Any], kind: str, *, by: Actor) -> Case:
    """End an act on the case (held): keep what it changed and tell of it; nothing happens if nothing differs.

    Records: CaseEdited, CaseMoved and CaseAssigned, as far as these differ.
    """
    db.session.flush()
    was, now = noting.changed(before, noting.snapshot(one))
    if now:
        act = journal.keep(kind, [Noted(CASE, one.id, was, now)], about=(CASE, one.id), by=by)
        touch(one, before=before)
        tell(one, was, now, act_id=act.id, by=by)
    return hold(one)


def tell(one: Case, was: Mapping[str, Any], now: Mapping[str, Any], *, act_id: int, by: Actor) -> None:
    """Record the facts of a change: status, people, and all the rest each by itself."""
    about: dict[str, Any] = {"case_id": one.id, "version": one.version, "act_id": act_id}
    if "status" in now:
        record(CaseMoved(**about, status=now["status"], before=was["status"]), by=by)
    if not now.keys().isdisjoint(noting.PEOPLE):
        record(CaseAssigned(**about, **_turnover(one, was), owner_id=one.owner_id), by=by)
    if fields := [name for name in now if name not in ("status", *noting.PEOPLE)]:
        record(CaseEdited(**about, fields=fields), by=by)


def told(case_ids: Collection[int], *, version: int, act_id: int) -> tuple[Any, Any]:
    """For ``of_each``: these cases, and what a fact of each holds; all have this version."""
    each = func.unnest(literal(sorted(case_ids), ARRAY(BigInteger))).table_valued("id")
    each = each.render_derived(name="each")
    body = func.jsonb_build_object(
        literal("case_id", Text), each.c.id, literal("version", Text), version,
        literal("act_id", Text), literal(act_id, BigInteger), type_=JSONB,
    )  # fmt: skip
    return each.c.id, body


def _turnover(one: Case, was: Mapping[str, Any]) -> dict[str, Any]:
    """Who is new among owner and members, and who is no longer."""
    now = {one.owner_id, *one.member_ids}
    before = {was.get("owner_id", one.owner_id), *was.get("member_ids", one.member_ids)}
    added, removed = now - before - {None}, before - now - {None}
    return {"added": sorted(filter(None, added)), "removed": sorted(filter(None, removed))}


def _seen(contact_ids: Collection[int], *, by: Actor) -> set[int]:
    """Those of these contacts that the actor sees."""
    if not contact_ids:
        return set()
    rows = Contact.visible_to(by).where(Contact.id.in_(contact_ids)).with_only_columns(Contact.id)
    return set(db.session.scalars(rows.order_by(None)))
