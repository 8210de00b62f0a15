"""Which rows are of contacts that are there already, or stand in the file twice (IMP-3).

A row is the same as a contact by an e-mail, by the INN, or by a phone together with the name: people of one
office share its phone. Only contacts that the importer sees are compared: of a hidden one nothing is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, Text, any_, func, literal, select

from crm.contacts.models.contact import Comm, Contact
from crm.imports.models import ImportLine, Verdict
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _

EMAIL: Final = "email:"
PHONE: Final = "phone:"
INN: Final = "inn:"


def match(import_id: int, lines: Sequence[dict[str, Any]], *, by: Actor) -> None:
    """Mark those of these lines that need no new contact; four statements, however many they are."""
    keys = {line["line"]: list(_keys(line["wanted"])) for line in lines if line["verdict"] == Verdict.NEW}
    asked = {key for some in keys.values() for key in some}
    if not asked:
        return
    there, earlier = _there(asked, by), _earlier(import_id, asked)
    for line in lines:
        own = keys.get(line["line"], ())
        if contact_id := next((there[key] for key in own if key in there), None):
            line |= {"verdict": Verdict.KNOWN.value, "contact_id": contact_id, "wanted": None}
        elif number := next((earlier[key] for key in own if key in earlier), None):
            told = _("The same as row %(number)s", number=number)
            line |= {"verdict": Verdict.KNOWN.value, "faults": [["", told]], "wanted": None}
        elif own:
            line["match_key"] = own[0]
            earlier |= dict.fromkeys(own, line["line"])


def _keys(wanted: Mapping[str, Any]) -> Iterator[str]:
    """By what the row could be the same as a contact, the surest first."""
    contact, comms = wanted["contact"], wanted["comms"]
    yield from (f"{EMAIL}{comm['normalised']}" for comm in comms if comm["kind"] == "email")
    if contact["inn"]:
        yield f"{INN}{contact['inn']}"
    if name := contact["match_name"]:
        phones = (comm for comm in comms if comm["kind"] == "phone" and comm["valid"])
        yield from (f"{PHONE}{comm['normalised']} {name}" for comm in phones)


def _there(keys: set[str], by: Actor) -> dict[str, int]:
    """The contacts that the person sees, by these keys; of several the first."""
    seen = Contact.visible_to(by)
    by_comm = (
        seen.join(Comm, Comm.contact_id == Contact.id)
        .with_only_columns(func.min(Contact.id))
        .group_by(Comm.normalised)
        .order_by(None)
    )
    found: dict[str, int] = {}
    if mails := _without(EMAIL, keys):
        those = by_comm.where(Comm.kind == "email", Comm.normalised == any_(_texts(mails)))
        found |= {f"{EMAIL}{row[1]}": row[0] for row in _rows(those.add_columns(Comm.normalised))}
    if phones := _without(PHONE, keys):
        numbers = {one.partition(" ")[0] for one in phones}
        those = by_comm.where(Comm.kind == "phone", Comm.normalised == any_(_texts(numbers)))
        those = those.add_columns(Comm.normalised, Contact.match_name).group_by(Contact.match_name)
        found |= {f"{PHONE}{row[1]} {row[2]}": row[0] for row in _rows(those)}
    if inns := _without(INN, keys):
        those = seen.where(Contact.inn == any_(_texts(inns))).group_by(Contact.inn).order_by(None)
        rows = _rows(those.with_only_columns(func.min(Contact.id), Contact.inn))
        found |= {f"{INN}{row[1]}": row[0] for row in rows}
    return found


def _earlier(import_id: int, keys: set[str]) -> dict[str, int]:
    """The rows of the file before these that have one of these keys as their surest."""
    before = select(ImportLine.match_key, ImportLine.line).where(
        ImportLine.import_id == import_id, ImportLine.match_key == any_(_texts(keys)), ImportLine.line > 0
    )
    return {row[0]: row[1] for row in _rows(before)}


def _without(prefix: str, keys: set[str]) -> set[str]:
    return {key.removeprefix(prefix) for key in keys if key.startswith(prefix)}


def _texts(values: set[str]) -> Any:
    return literal(sorted(values), ARRAY(Text))


def _rows(asked: Any) -> Sequence[Any]:
    return db.session.execute(asked).all()
