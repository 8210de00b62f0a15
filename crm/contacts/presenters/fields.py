"""A contact's fields by their names, and single values of them in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from crm.contacts.models.contact import Comm
from crm.contacts.presenters import reach
from crm.contacts.presenters.cards import KIND_LABELS, SHARING_LABELS
from crm.contacts.queries import records
from crm.fields.models import CustomField
from crm.fields.presenters.telling import names_in, one_told
from crm.kernel import codes, moments
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, _, lazy
from crm.team.queries import names_of

LABELS: Final[dict[str, LazyText]] = {
    "kind": lazy("Kind"),
    "last_name": lazy("Last name"),
    "first_name": lazy("First name"),
    "middle_name": lazy("Patronymic"),
    "name": lazy("Company name"),
    "type_id": lazy("Type"),
    "job_title": lazy("Post"),
    "description": lazy("About"),
    "language": lazy("Language"),
    "source": lazy("Source"),
    "currency": lazy("Currency"),
    "external_id": lazy("External ID"),
    "born_on": lazy("Birthday"),
    "requisites.legal_form": lazy("Legal form"),
    "requisites.full_name": lazy("Full name"),
    "requisites.inn": lazy("INN"),
    "requisites.kpp": lazy("KPP"),
    "requisites.ogrn": lazy("OGRN or OGRNIP"),
    "requisites.okpo": lazy("OKPO"),
    "requisites.accounts": lazy("Bank accounts"),
    "managers": lazy("Managers"),
    "sharing": lazy("Who else sees it"),
}
COMM_LABELS: Final[dict[str, LazyText]] = {
    "email": lazy("E-mail"),
    "phone": lazy("Phone"),
    "site": lazy("Site"),
    "messenger": lazy("Messenger"),
    "social": lazy("Social network"),
    "address": lazy("Address"),
}
LONGEST: Final = 400


def label(path: str, values: Sequence[Any], fields: Sequence[CustomField]) -> str:
    """What the value is called; ``values`` are those that may stand there, ``fields`` the custom ones."""
    if path.startswith("comms."):
        kinds = [value["kind"] for value in values if value]
        return str(COMM_LABELS[kinds[0]]) if kinds else ""
    if path.startswith("custom."):
        names = {field.key: field.shown for field in fields}
        return names.get(path.partition(".")[2], "")
    return str(LABELS.get(path, path))


def told(path: str, value: Any, fields: Sequence[CustomField], *, to: Actor) -> str:
    """The value in words; empty where there is none."""
    if value in (None, "", []):
        return ""
    if path.startswith("comms."):
        return _comm(value)
    if path.startswith("custom."):
        return _custom(path.partition(".")[2], value, fields, to)
    return TELLERS.get(path, str)(value)[:LONGEST]


def _comm(row: Mapping[str, Any]) -> str:
    comm = Comm(kind=row["kind"], value=row["value"], label=row["label"], parts=row["parts"])
    comm.valid = row["kind"] != "phone" or row["value"].startswith("+")
    text = reach.written(comm)
    # Translators: a way to reach somebody with its category: +7 916 123-45-67 (work)
    return _("%(value)s (%(label)s)", value=text, label=reach.label_text(comm.label)) if comm.label else text


def _custom(key: str, value: Any, fields: Sequence[CustomField], to: Actor) -> str:
    field = next((field for field in fields if field.key == key), None)
    if field is None:
        return ""
    return one_told(field, value, names_in([field], [{key: value}], to=to)).text[:LONGEST]


def _type(type_id: int) -> str:
    return next((one.shown for one in records.types() if one.id == type_id), "")


def _managers(managers: Sequence[Mapping[str, Any]]) -> str:
    names = names_of([manager["user_id"] for manager in managers])
    lead_first = sorted(managers, key=lambda manager: not manager["lead"])
    return ", ".join(names.get(manager["user_id"], "") for manager in lead_first)


def _accounts(accounts: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(", ".join(filter(None, account.values())) for account in accounts)


TELLERS: Final[dict[str, Callable[[Any], str]]] = {
    "kind": lambda kind: str(KIND_LABELS[kind]),
    "type_id": _type,
    "language": codes.language_name,
    "currency": codes.currency_name,
    "born_on": lambda day: moments.date_of(date.fromisoformat(day)),
    "requisites.accounts": _accounts,
    "managers": _managers,
    "sharing": lambda sharing: str(SHARING_LABELS[sharing]),
}
