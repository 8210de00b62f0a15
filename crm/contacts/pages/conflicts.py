"""Two people changed a contact: what only one changed is saved, what both did is asked (CON-20)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.actions.custom import RECORD
from crm.contacts.actions.noting import Snapshot
from crm.contacts.actions.reconciling import Conflict, Outcome, Side, reconcile
from crm.contacts.forms.contact import ContactShape
from crm.contacts.models.contact import Contact
from crm.contacts.presenters import fields as told
from crm.contacts.presenters.cards import moment
from crm.contacts.queries.records import facts_since
from crm.fields.models import CustomField
from crm.fields.queries import fields_of
from crm.files.posted import FIELD, kept_photo
from crm.kernel.i18n import _
from crm.notifications.presenters import actor_name
from crm.team.queries import names_of
from crm.web.answers import page
from crm.web.here import actor

PICK: Final = "pick:"
OURS: Final = frozenset({"csrf_token", "form_id", "picking"})
KEPT: Final = f"{FIELD}_kept"
_PICK = re.compile(r"(mine|theirs):([0-9a-f]{16})")


def custom_at(base: Snapshot | None, contact: Contact) -> dict[str, Any]:
    """The contact's custom values as the person saw them, so far as anybody can tell."""
    if base is None:
        return dict(contact.custom)
    own = "custom."
    return {path.removeprefix(own): value for path, value in base.values.items() if path.startswith(own)}


def reconciled(contact: Contact, shape: ContactShape, base: Snapshot | None) -> Outcome:
    """What was typed together with what somebody else changed, by the choices that this request makes."""
    return reconcile(contact, shape, base=base, picks=_picks(), by=actor())


def ask(contact: Contact, conflicts: list[Conflict], *, since: int) -> Response:
    """The page that asks which of two values holds; it posts again what was typed, and the choices."""
    fields = fields_of(RECORD) if any(one.path.startswith("custom.") for one in conflicts) else ()
    rows = facts_since(contact.id, since)
    last = rows[0] if rows else None
    return page(
        "contacts/conflicts.html",
        status=412,
        contact=contact,
        action=url_for("contacts.save", contact_id=contact.id),
        by=actor_name(last, names_of([last.actor_id])) if last else _("Artel"),
        at=moment(last.at if last else contact.changed_at),
        questions=[_question(conflict, fields) for conflict in conflicts],
        errors=_unanswered(conflicts),
        posted=_posted(),
    )


def _question(conflict: Conflict, fields: Sequence[CustomField]) -> dict[str, Any]:
    name = _named(conflict.path)
    sides: tuple[tuple[Side, Any, str], ...] = (
        ("mine", conflict.mine, _("What you typed")),
        ("theirs", conflict.theirs, _("What stands there now")),
    )
    return {
        "name": name,
        "label": told.label(conflict.path, [conflict.mine, conflict.theirs], fields),
        "options": [
            (f"{side}:{conflict.seal}", _text(conflict.path, value, fields), explained)
            for side, value, explained in sides
        ],
    }


def _text(path: str, value: Any, fields: Sequence[CustomField]) -> str:
    text = told.told(path, value, fields, to=actor())
    return text or (_("removed") if path.startswith("comms.") else _("empty"))


def _unanswered(conflicts: list[Conflict]) -> dict[str, str]:
    """Once the page was seen, each question wants its answer."""
    if "picking" not in request.form:
        return {}
    return {_named(conflict.path): _("Choose one of the two.") for conflict in conflicts}


def _named(path: str) -> str:
    """The field that the choice is posted as; a dot would not do in its id."""
    return PICK + path.replace(".", ":")


def _picks() -> Mapping[str, tuple[Side, str]]:
    picks: dict[str, tuple[Side, str]] = {}
    for name, value in request.form.items():
        found = _PICK.fullmatch(value) if name.startswith(PICK) else None
        if found:
            side: Side = "mine" if found[1] == "mine" else "theirs"
            picks[name.removeprefix(PICK).replace(":", ".")] = (side, found[2])
    return picks


def _posted() -> list[tuple[str, str]]:
    """What was typed, to be sent again, with the photo; without our own fields and without choices."""
    picture = kept_photo()
    return [*([(KEPT, picture)] if picture else []), *_fields_posted()]


def _fields_posted() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in (*OURS, KEPT) and not name.startswith(PICK)
    ]
