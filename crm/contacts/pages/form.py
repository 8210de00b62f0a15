"""The form of a contact as a page: what was typed, what can be chosen, what is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Response, request, url_for

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.actions.sight import OutOfSight
from crm.contacts.forms.comms import MOST_COMMS
from crm.contacts.forms.contact import values_of
from crm.contacts.forms.details import FIRST_BIRTHDAY
from crm.contacts.forms.requisites import LEGAL_FORMS
from crm.contacts.models.contact import Contact
from crm.contacts.pages import custom, employer, opened, photo, typed
from crm.contacts.pages.lookalikes import heeded
from crm.contacts.pages.plane import as_id
from crm.contacts.presenters import cards, offers
from crm.contacts.presenters.duplicates import LookalikeCard
from crm.contacts.queries import records, suggestions
from crm.kernel import clock, codes
from crm.kernel.access import Reach
from crm.kernel.errors import Invalid
from crm.kernel.i18n import time_zone
from crm.team.models import Workspace
from crm.team.presenters.offers import Offer
from crm.team.queries import workspace_settings
from crm.web.answers import page, sought
from crm.web.here import actor

ROWS_COMPARED: Final = 5
COMPARED: Final = ", ".join([
    "[name=kind]:checked",
    *(f"[name={name}]" for name in ("last_name", "first_name", "middle_name", "name", "born_on")),
    *(f"[name=requisites-{name}]" for name in ("inn", "kpp")),
    *(
        f"[name=comms-{typed.start_of(kind) + row}-{part}]"
        for kind in ("email", "phone") for row in range(ROWS_COMPARED) for part in ("kind", "value")
    ),
    "[name=not_duplicates]:checked",
])  # fmt: skip
"""The fields that are compared with other contacts while they are typed; as many as an address holds."""


def show(
    values: dict[str, Any],
    *,
    contact: Contact | None = None,
    errors: Mapping[str, Any] | None = None,
    why: Invalid | None = None,
    lookalikes: Sequence[LookalikeCard] = (),
    loss: OutOfSight | None = None,
    status: int = 200,
) -> Response:
    """The form with these values; ``contact`` None: for a new one. ``lookalikes`` kept it from saving, or
    the ``loss`` of sight.
    """
    on_page = typed.errors_on_page(errors or {}, values["comms"])
    settings = workspace_settings()
    return page(
        "contacts/form.html",
        status=status,
        contact=contact,
        action=url_for("contacts.save", contact_id=contact.id) if contact else url_for("contacts.create"),
        values=values,
        blocks=typed.blocks(values["comms"]),
        employer=employer.on_page(values, why) if contact is None else None,
        own_blocks=custom.blocks(values["custom"], errors or {}),
        may_add_field=custom.may_add(),
        errors=on_page,
        lookalikes=lookalikes,
        loss=loss,
        heeded=heeded() if loss else [],
        asked=bool(lookalikes),
        ticked=set(),
        then=request.form.get("then", ""),
        compared=COMPARED,
        photo=photo.field(contact, errors or {}),
        managers=_managers(values, contact),
        opened=opened.on_page(values) if contact is None and actor().may(ASSIGN_CONTACTS) else None,
        leading=as_id(values.get("lead_id")),
        requisites_open=_are_requisites_open(values, on_page, settings),
        **choices(values),
    )


def choices(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields offer."""
    settings = workspace_settings()
    return {
        "type_options": [(contact_type.id, contact_type.shown) for contact_type in records.types()],
        "most_rows": MOST_COMMS,
        "countries": codes.country_names(),
        "languages": codes.language_options(),
        "currencies": codes.currency_options(settings.currency, str(values.get("currency") or "")),
        "sources": suggestions.sources(to=actor()),
        "legal_forms": LEGAL_FORMS.items(),
        "first_birthday": FIRST_BIRTHDAY.isoformat(),
        "today": clock.now().astimezone(ZoneInfo(time_zone())).date().isoformat(),
        "sharings": cards.sharing_options(),
    }


def _managers(values: dict[str, Any], contact: Contact | None) -> Offer | None:
    """Whom one can choose; None for somebody who may not choose managers and sharing here."""
    by = actor()
    may = by.may(ASSIGN_CONTACTS, contact) if contact else by.reach(ASSIGN_CONTACTS) > Reach.NONE
    if not may:
        return None
    if contact is not None and values.get("manager_ids") is None:
        values |= {"manager_ids": values_of(contact)["manager_ids"], "sharing": contact.sharing}
    present = filter(None, map(as_id, values.get("manager_ids") or ()))
    return offers.managers(set(present), q=sought())


def _are_requisites_open(values: Mapping[str, Any], errors: Mapping[str, str], settings: Workspace) -> bool:
    """Where they are known or wrong, and for a company in a Russian workspace."""
    usual = values.get("kind") == "company" and settings.locale == "ru"
    return usual or bool(values.get("requisites")) or any(path.startswith("requisites") for path in errors)
