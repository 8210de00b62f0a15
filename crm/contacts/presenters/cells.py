"""Cells of the list: what each column shows of a contact, ready to be drawn.

A cell is drawn by its ``kind``: a ``text``, a ``link``, a ``type`` (a dot of a hue), ``tags``, ``people`` or
a ``moment``. ``place`` names its attributes (``ui.cell``): numbers stand at the right, and a phone shows two
of the cells beside the name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from crm.contacts.presenters import cards, reach
from crm.contacts.queries.columns import NAME, Column
from crm.contacts.queries.rows import Dot, ListedContact, ListedTag
from crm.fields.presenters import telling
from crm.fields.presenters.telling import Names
from crm.fields.values import applies_to
from crm.kernel import codes, moments
from crm.kernel.i18n import locale

PREFERRED: Final = {"top": "type", "under": "activity"}
"""What a phone shows at the right end of a row, first and second line, where it is among the columns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in it: a text, or a value of its kind; ``href`` of a link."""

    place: str
    kind: str = "text"
    value: Any = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a contact: its tags in the reader's order, whom its own values refer to."""

    tags: Sequence[ListedTag]
    names: Names


Drawn = tuple[str, Any, str]
NOTHING: Final[Drawn] = ("text", "", "")


class Drawing:
    """How the cells of a list are made; what does not change from row to row is settled once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = [column for column in columns if column.code != NAME]
        self._places = _places(self._columns)

    def cells(self, contact: ListedContact, beside: Beside) -> tuple[Cell, ...]:
        """The cells of a contact, behind its name."""
        return tuple(
            Cell(place, *_drawn(column, contact, beside))
            for column, place in zip(self._columns, self._places, strict=True)
        )


def _places(columns: Sequence[Column]) -> list[str]:
    places = {
        column.code: ("number" if column.number else "plain") + (f"_room{column.room}" if column.room else "")
        for column in columns
    }
    shown = _on_a_phone(list(places))
    numbers = {column.code for column in columns if column.number}
    for place, code in shown.items():
        places[code] = f"number_{place}" if code in numbers else place
    return [place.replace("plain_", "") for place in places.values()]


def _on_a_phone(given: Sequence[str]) -> dict[str, str]:
    """Place on a phone → code of the column that takes it."""
    chosen = {place: code for place, code in PREFERRED.items() if code in given}
    rest = [code for code in given if code not in chosen.values() and code not in ("tag", "manager", "about")]
    for place in PREFERRED:
        if place not in chosen and rest:
            chosen[place] = rest.pop(0)
    return chosen


def _drawn(column: Column, contact: ListedContact, beside: Beside) -> Drawn:
    if column.own is not None:
        return _own(column.own, contact, beside.names)
    return DRAWN[column.code](contact, beside)


def _own(field: Any, contact: ListedContact, names: Names) -> Drawn:
    value = contact.custom.get(field.key)
    if value is None or not applies_to(field, contact.kind):
        return NOTHING
    if field.type == "datetime" and isinstance(value, str):
        return _kept_moment(value)
    told = telling.one_told(field, value, names)
    text = told.paragraphs[0] if told.paragraphs else told.text
    return ("link", text, told.href) if told.href else ("text", text, "")


def _kept_moment(value: str) -> Drawn:
    try:
        return "moment", cards.moment(datetime.fromisoformat(value)), ""
    except ValueError:
        return "text", value, ""


def _way(kind: str) -> Callable[[ListedContact, Beside], Drawn]:
    def drawn(contact: ListedContact, beside: Beside) -> Drawn:
        way = reach.main(contact.comms, kind)
        if way is None:
            return NOTHING
        return ("link", way.text, way.href) if way.href else ("text", way.text, "")

    return drawn


def _company(contact: ListedContact, beside: Beside) -> Drawn:
    company = contact.work.contact if contact.work else None
    return ("link", company.name, cards.url(company.id)) if company else NOTHING


def _text(told: Callable[[ListedContact], Any]) -> Callable[[ListedContact, Beside], Drawn]:
    return lambda contact, beside: ("text", str(told(contact) or ""), "")


def _instant(told: Callable[[ListedContact], datetime]) -> Callable[[ListedContact, Beside], Drawn]:
    return lambda contact, beside: ("moment", cards.moment(told(contact)), "")


def _code(code: str, name: Callable[[str], str]) -> Callable[[ListedContact, Beside], Drawn]:
    def drawn(contact: ListedContact, beside: Beside) -> Drawn:
        value = contact.more[code]
        return ("text", name(value), "") if value else NOTHING

    return drawn


def _class(contact: ListedContact, beside: Beside) -> Drawn:
    told = contact.more["class"]
    if told is None:
        return NOTHING
    labels, name, hue = told
    return "type", Dot(labels.get(locale()) or name, hue), ""


def _city(contact: ListedContact) -> str:
    return next((comm.parts.get("city", "") for comm in contact.comms if comm.parts), "")


def _access(contact: ListedContact) -> str:
    return str(cards.RESTRICTED if contact.restricted else cards.SHARING_BADGES[contact.sharing])


def _lead(contact: ListedContact) -> str:
    return next((one.user.name for one in contact.managers if one.lead), "")


def _born(contact: ListedContact) -> str:
    born = contact.more["born"]
    return moments.date_of(born) if born else ""


DRAWN: Final[Mapping[str, Callable[[ListedContact, Beside], Drawn]]] = {
    "type": lambda contact, beside: ("type", contact.type, "") if contact.type else NOTHING,
    "email": _way("email"),
    "phone": _way("phone"),
    "tag": lambda contact, beside: ("tags", tuple(cards.tag_links(beside.tags)), ""),
    "manager": lambda contact, beside: ("people", tuple(cards.people(contact.managers)), ""),
    "activity": _instant(lambda contact: contact.active_at),
    "company": _company,
    "job_title": _text(lambda contact: contact.job_title),
    "city": _text(_city),
    "class": _class,
    "access": _text(_access),
    "kind": _text(lambda contact: cards.KIND_LABELS[contact.kind]),
    "lead": _text(_lead),
    "author": _text(lambda contact: contact.more["author"]),
    "created": _instant(lambda contact: contact.more["created"]),
    "changed": _instant(lambda contact: contact.more["changed"]),
    "born": _text(_born),
    "source": _text(lambda contact: contact.more["source"]),
    "external_id": _text(lambda contact: contact.more["external_id"]),
    "language": _code("language", codes.language_name),
    "currency": _code("currency", codes.currency_name),
    "inn": _text(lambda contact: contact.inn),
    "about": _text(lambda contact: contact.description.partition("\n")[0]),
}
