"""Contacts as JSON Lines: each line is what the API tells of the contact, and ``names``.

``names`` tells in words what the rest tells by ids, so that a line can be imported where ids are others.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from json.encoder import encode_basestring as quoted
from typing import IO, Any, Final

from crm.contacts.presenters.exported.cells import name_of
from crm.contacts.presenters.exported.own_cells import own
from crm.contacts.queries.exported import Batch, Known
from crm.fields.models import CustomField
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.fields.reading import HIDDEN
from crm.kernel import context
from crm.kernel.access import Actor

API: Final = "/api/v1"
ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
ACCOUNT: Final = dict.fromkeys(("bik", "bank", "account", "correspondent"), "")
REQUISITES: Final[Mapping[str, Any]] = {
    "legal_form": "", "full_name": "", "inn": "", "kpp": "", "ogrn": "", "okpo": "", "accounts": [],
}  # fmt: skip
NOTHING: Final = '""'
NO_REQUISITES: Final = ENCODE(dict(REQUISITES))


class JsonLines:
    """One contact a line, in UTF-8. Links are all that the reader sees, however many."""

    def __init__(self, file: IO[bytes], known: Known, *, to: Actor) -> None:
        self._file, self._known, self._to = file, known, to
        self._place = {tag_id: number for number, tag_id in enumerate(known.tags)}
        self._address = context.tenant().address
        self._fields: Sequence[CustomField] = fields_of("contact")
        self._keys = [field.key for field in self._fields]
        self._of_contacts = [field.key for field in self._fields if field.type == "contact"]
        self._tags = {tag_id: quoted(tag) for tag_id, tag in known.tags.items()}
        self._types = {one: quoted(told.shown) for one, told in known.types.items()}
        self._classes = {one: quoted(name) for one, name in known.classes.items()}
        self._users = {one: quoted(name) for one, name in known.users.items()}
        self._own = [(quoted(field.shown), own(field, known, to=to)) for field in self._fields]

    def put(self, batch: Batch) -> None:
        """Write a line for each of these contacts."""
        names = telling.names_in(self._fields, batch.custom.values(), to=self._to)
        customs = {one: ENCODE(self._custom(custom, names)) for one, custom in batch.custom.items()}
        fields = self._in_words(batch)
        lines = [self._told(row, batch, customs, fields.get(row.id, "{}")) for row in batch.rows]
        self._file.write("".join(lines).encode())

    def end(self) -> None:
        """Nothing follows the last line."""

    def _told(self, row: Any, batch: Batch, customs: Mapping[int, str], fields: str) -> str:
        """One line, put together by hand: an encoder took half of the time. A test holds it to the API."""
        at, tag_ids = row.id, [one for one in row.tag_ids if one in self._place]
        if len(tag_ids) > 1:
            tag_ids.sort(key=self._place.__getitem__)
        return (
            f'{{"id":{at},"version":{row.version},"kind":"{row.kind}","display_name":{quoted(name_of(row))},'
            f'"first_name":{quoted(row.first_name)},"last_name":{quoted(row.last_name)},'
            f'"middle_name":{quoted(row.middle_name)},"name":{quoted(row.name)},'
            f'"type_id":{row.type_id or "null"},'
            f'"job_title":{quoted(row.job_title)},"description":{quoted(row.description)},'
            f'"language":{quoted(row.language)},"source":{quoted(row.source)},"currency":{quoted(row.currency)},'
            f'"external_id":{quoted(row.external_id)},'
            f'"born_on":{_day(row.born_on)},"requisites":{_requisites(batch.requisites.get(at))},'
            f'"comms":[{",".join(map(_way, batch.ways.get(at, ())))}],'
            f'"manager_ids":[{",".join([str(one[1]) for one in batch.managers.get(at, ())])}],'
            f'"sharing":"{row.sharing}","class_id":{row.class_id or "null"},'
            f'"restricted":{_yes(row.restricted)},'
            f'"tags":[{",".join([self._tags[one] for one in tag_ids])}],'
            f'"tag_ids":[{",".join(map(str, tag_ids))}],'
            f'"photo":{quoted(f"{API}/contacts/{at}/photo") if row.photo_id else "null"},'
            f'"links":[{",".join(map(_link, batch.links.get(at, ())))}],"custom":{customs.get(at, "{}")},'
            f'"created_at":{_instant(row.made_at)},"updated_at":{_instant(row.changed_at)},'
            f'"url":{quoted(f"{self._address}/contacts/{at}")},{self._names(row, batch, fields)}}}\n'
        )

    def _names(self, row: Any, batch: Batch, fields: str) -> str:
        """In words what the line tells by ids."""
        company, users = batch.companies.get(row.id), self._users
        managers = [users.get(one[1], NOTHING) for one in batch.managers.get(row.id, ())]
        return (
            f'"names":{{"type":{self._types.get(row.type_id, NOTHING)},'
            f'"class":{self._classes.get(row.class_id, NOTHING)},'
            f'"company":{quoted(company[2]) if company else NOTHING},'
            f'"managers":[{",".join(managers)}],"fields":{fields}}}'
        )

    def _in_words(self, batch: Batch) -> dict[int, str]:
        """Own fields by their names, each as a cell of a table has it."""
        if not batch.custom:
            return {}
        some = Batch([row for row in batch.rows if row.id in batch.custom], custom=batch.custom)
        columns = [(name, cells(some)) for name, cells in self._own]
        told: dict[int, str] = {}
        for at, row in enumerate(some.rows):
            words = [f"{name}:{_cell(cells[at])}" for name, cells in columns if cells[at] != ""]
            told[row.id] = f"{{{','.join(words)}}}"
        return told

    def _custom(self, kept: Mapping[str, Any], names: telling.Names) -> dict[str, Any]:
        """As ``telling.as_json`` tells it."""
        told = {key: kept[key] for key in self._keys if kept.get(key) is not None}
        for key in self._of_contacts:
            if key in told and told[key] not in names.contacts:
                told[key] = HIDDEN
        return told


def _cell(cell: Any) -> str:
    """A cell of an own field: a number as it is written, a day or an instant by ISO 8601."""
    if isinstance(cell, str):
        return quoted(cell)
    return quoted(cell.isoformat() if isinstance(cell, date) else f"{cell:f}")


def _requisites(kept: Mapping[str, Any] | None) -> str:
    if not kept:
        return NO_REQUISITES
    told = {name: kept.get(name, usual) for name, usual in REQUISITES.items()}
    told["accounts"] = [{name: one.get(name, "") for name in ACCOUNT} for one in told["accounts"]]
    return ENCODE(told)


def _way(way: Any) -> str:
    _of, way_id, kind, value, label, primary, valid, parts = way
    told = _address(parts.get) if parts else "null"
    return (
        f'{{"id":{way_id},"kind":"{kind}","value":{quoted(value)},"parts":{told},"label":{quoted(label)},'
        f'"primary":{_yes(primary)},"valid":{_yes(valid)}}}'
    )


def _address(part: Callable[[str, str], str]) -> str:
    return (
        f'{{"street":{quoted(part("street", ""))},"city":{quoted(part("city", ""))},'
        f'"region":{quoted(part("region", ""))},"postal_code":{quoted(part("postal_code", ""))},'
        f'"country":{quoted(part("country", ""))}}}'
    )


def _link(link: Any) -> str:
    """From the standpoint of the contact; of an employment the person's post, whichever end is asked."""
    role, back = link.role, link.back_role
    if link.kind == "employment":
        back = ""
    elif link.one_id == link.of:
        role, back = back, role
    return (
        f'{{"id":{link.id},"contact_id":{link.end_id},"kind":"{link.kind}","role":{quoted(role)},'
        f'"back_role":{quoted(back)},"main":{_yes(link.main)},"former":{_yes(link.former)}}}'
    )


def _yes(value: object) -> str:
    return "true" if value else "false"


def _day(day: date | None) -> str:
    return f'"{day.isoformat()}"' if day else "null"


def _instant(at: datetime) -> str:
    """As the API writes instants: UTC by its letter."""
    told = at.isoformat()
    return f'"{told[:-6]}Z"' if told.endswith("+00:00") else f'"{told}"'
