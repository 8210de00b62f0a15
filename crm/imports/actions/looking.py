"""What the database says of rows that were judged good: whose contact is there already, and what then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import or_, select

from crm.contacts.actions.people import NOT_IN_CHARGE
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.records import WHOLE
from crm.fields.models import CustomField
from crm.fields.reading import NO_CONTACT, NO_USER
from crm.imports.actions.doubles import hashed
from crm.imports.actions.judging import Judge
from crm.imports.actions.keys import BETWEEN
from crm.imports.actions.matching import held_elsewhere, there
from crm.imports.actions.merging import Rule, merged, rule_of
from crm.imports.actions.reassigning import EMPLOYER, Around, around
from crm.imports.actions.referring import resolve
from crm.imports.actions.staging import Fault, Staged, text_of, whole
from crm.imports.models import ImportCompany, Verdict
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, lazy
from crm.team.models import User

TAKEN: Final = lazy("Another record has this value already.")
NOT_YOURS: Final = lazy("You can see this contact but not change it.")
NOTHING_NEW: Final = lazy("The contact says the same already.")


def look_up(lines: Sequence[Staged], judge: Judge, *, by: Actor) -> None:
    """Say of the new ones what becomes of them; a few statements, however many they are."""
    resolve(lines, by=by)
    new = [line for line in lines if line.verdict is Verdict.NEW]
    _refuse_strangers(new, judge, by)
    found = there((key for line in new for key in line.keys), by=by)
    known: dict[int, Staged] = {}
    for line in new if found else ():
        contact_id = next((found[key] for key in line.keys if key in found), None)
        if contact_id is None:
            continue
        line.contact_id = contact_id
        line.hashes = [*line.hashes, *hashed([f"{CONTACT}{BETWEEN}{contact_id}"])]
        known[line.line] = line
    _refuse_taken([line for line in new if line.line not in known], judge)
    if judge.wish.on_match == "skip":
        for line in known.values():
            line.verdict, line.wanted, line.hashes = Verdict.KNOWN, None, ()
    elif judge.wish.on_match == "ask":
        for line in known.values():
            line.verdict = Verdict.ASK
    else:
        plan(list(known.values()), rule_of(judge.wish.on_match, judge.wish.overwrite), by=by)


def plan(lines: Sequence[Staged], rule: Rule, *, by: Actor) -> None:
    """Make changes of these lines, each of whose contact is there, by the rule; what can't be is told."""
    ids = {line.contact_id for line in lines if line.contact_id}
    if not ids:
        return
    chosen = Contact.visible_to(by).where(Contact.id.in_(ids)).order_by(None).options(*WHOLE)
    contacts = {contact.id: contact for contact in db.session.scalars(chosen).unique()}
    around_ = around(ids, by=by)
    changeable = Contact.editable_by(by).where(Contact.id.in_(ids)).order_by(None)
    mine = set(db.session.scalars(changeable.with_only_columns(Contact.id)))
    for line in lines:
        contact = contacts.get(line.contact_id or 0)
        if contact is None or contact.id not in mine:
            _leave(line, NOT_YOURS)
        else:
            _change(line, contact, rule, around_[contact.id])


def _change(line: Staged, contact: Contact, rule: Rule, of: Around) -> None:
    change = merged(contact, line.wanted, rule, company=line.company_name, of=of)
    people = change.reassigned
    if not (change.values or people.access or people.employer):
        _leave(line, NOTHING_NEW)
        return
    if people.access and not of.in_charge:
        _leave(line, NOT_IN_CHARGE)
        return
    typed = {**values_of(contact), **change.values}
    typed.pop("tag_ids", None)
    try:
        read(ContactShape, {**typed, "custom": {}})
    except Invalid as error:
        line.verdict, line.wanted = Verdict.FAULTY, None
        line.faults = [("", told) for told in error.fields.values()]
        return
    line.verdict = Verdict.UPDATE
    wanted = {"values": change.values, "version": contact.version, "noted": change.noted}
    if people.access:
        wanted |= {"access": people.access, "rows": people.rows}
    if people.employer:
        wanted["employer"] = people.employer
    else:
        line.company = ""
    line.wanted = text_of(wanted)


def unlink_unknown(import_id: int, lines: Iterable[Staged]) -> None:
    """Changes that name a company that nobody will be linked with are made without it; one statement."""
    some = [line for line in lines if line.verdict is Verdict.UPDATE and line.company]
    linked = or_(ImportCompany.line.is_not(None), ImportCompany.contact_id.is_not(None))
    named = select(ImportCompany.key).where(ImportCompany.import_id == import_id, linked)
    keys = {line.company for line in some}
    known = set(db.session.scalars(named.where(ImportCompany.key.in_(keys)))) if keys else set()
    for line in some:
        if line.company not in known:
            _without_employer(line)


def _without_employer(line: Staged) -> None:
    wanted = line.planned
    del wanted[EMPLOYER]
    for noted in wanted["noted"]:
        for values in (noted["before"], noted["after"]):
            (values or {}).pop(EMPLOYER, None)
    wanted["noted"] = [noted for noted in wanted["noted"] if noted["before"] or noted["after"]]
    line.wanted = text_of(wanted)
    if not (wanted["values"] or wanted.get("access")):
        _leave(line, NOTHING_NEW)


def _leave(line: Staged, told: LazyText) -> None:
    line.verdict, line.wanted, line.hashes = Verdict.KNOWN, None, ()
    line.faults = [("", told)]


def _refuse_taken(lines: Iterable[Staged], judge: Judge) -> None:
    """A value that only one contact can have, and another has, makes a row faulty."""
    wanted: defaultdict[int, list[str]] = defaultdict(list)
    unique = [line for line in lines if line.unique]
    for line in unique:
        for field_id, value in line.unique.items():
            wanted[field_id].append(value)
    taken = held_elsewhere(wanted) if wanted else set()
    names = {field.id: field.shown for field in judge.fields}
    for line in unique:
        if faults := [(names[one[0]], TAKEN) for one in line.unique.items() if one in taken]:
            _refuse(line, faults)


def _refuse_strangers(lines: Sequence[Staged], judge: Judge, by: Actor) -> None:
    """Own fields that name a user who does not work here, or a contact that the person doesn't see."""
    if not judge.naming:
        return
    own = {line.line: whole(line.wanted)["contact"]["custom"] for line in lines}
    there_ = {field.key: _there(field, own.values(), by) for field in judge.naming}
    for line in lines:
        faults = [
            (field.shown, NO_USER if field.type == "user" else NO_CONTACT)
            for field in judge.naming
            if (value := own[line.line].get(field.key)) is not None and value not in there_[field.key]
        ]
        if faults:
            _refuse(line, faults)


def _there(field: CustomField, own: Iterable[Mapping[str, Any]], by: Actor) -> set[int]:
    ids = {value for values in own if (value := values.get(field.key)) is not None}
    if field.type == "contact":
        return set(anchors.visible("contact", ids, by))
    active = select(User.id).where(User.id.in_(ids), User.deactivated_at.is_(None))
    return set(db.session.scalars(active))


def _refuse(line: Staged, faults: Sequence[Fault]) -> None:
    line.verdict, line.wanted, line.faults, line.hashes = Verdict.FAULTY, None, faults, ()
