"""Contacts as JSON Lines: each line is what the API tells of the contact, and ``names``.

``names`` tells in words what the rest tells by ids, so that a line can be imported where ids are others.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from json.encoder import encode_basestring as quoted
from typing import IO, Any, Final

from crm.contacts.presenters.exported.own_cells import own
from crm.contacts.queries.exported import Batch, Known
from crm.fields.models import CustomField
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.fields.reading import HIDDEN
from crm.kernel import context
from crm.kernel.access import Actor
from crm.kernel.memory import uncollected
from crm.kernel.names import full_name

API: Final = "/api/v1"
_PARTS: Final = json.encoder.c_make_encoder(  # type: ignore[attr-defined] # typeshed leaves it out
    None, None, quoted, None, ":", ",", False, False, False
)
"""What ``json.dumps`` makes for each of its calls: it takes longer than a small object does."""
ACCOUNT: Final = dict.fromkeys(("bik", "bank", "account", "correspondent"), "")
REQUISITES: Final[Mapping[str, Any]] = {
    "legal_form": "", "full_name": "", "inn": "", "kpp": "", "ogrn": "", "okpo": "", "accounts": [],
}  # fmt: skip
NOTHING: Final = '""'


def _json(value: dict[str, Any]) -> str:
    """Without spaces, letters of all alphabets as they are."""
    return "".join(_PARTS(value, 0))


NO_REQUISITES: Final = _json(dict(REQUISITES))


class JsonLines:
    """One contact a line, in UTF-8. Links are all that the reader sees, however many."""

    def __init__(self, file: IO[bytes], known: Known, *, to: Actor) -> None:
        self._file, self._known, self._to = file, known, to
        self._place = {tag_id: number for number, tag_id in enumerate(known.tags)}
        self._url = quoted(f"{context.tenant().address}/contacts/")[:-1]
        self._fields: Sequence[CustomField] = fields_of("contact")
        self._keys = [field.key for field in self._fields]
        self._of_contacts = [field.key for field in self._fields if field.type == "contact"]
        self._tags = {tag_id: quoted(tag) for tag_id, tag in known.tags.items()}
        self._types = {one: quoted(told.shown) for one, told in known.types.items()}
        self._classes = {one: quoted(name) for one, name in known.classes.items()}
        self._users = {one: quoted(name) for one, name in known.users.items()}
        self._own = [(quoted(field.shown), own(field, known, to=to)) for field in self._fields]

    @uncollected()
    def put(self, batch: Batch) -> None:
        """Write a line for each of these contacts."""
        names = telling.names_in(self._fields, batch.custom.values(), to=self._to)
        customs = {one: _json(self._custom(custom, names)) for one, custom in batch.custom.items()}
        fields = self._in_words(batch)
        lines = [self._told(row, batch, customs, fields.get(row.id, "{}")) for row in batch.rows]
        self._file.write("".join(lines).encode())

    def end(self) -> None:
        """Nothing follows the last line."""

    def _told(self, row: Any, batch: Batch, customs: Mapping[int, str], fields: str) -> str:
        """One line, put together by hand: an encoder took half of the time. A test holds it to the API."""
        (at, version, kind, first, last, middle, name, type_id, job_title, description, language, source,
         currency, external_id, born_on, sharing, class_id, restricted, tag_ids, photo_id, _inn, made_at,
         _made_by, changed_at, _active_at) = row  # fmt: skip
        shown = name if kind == "company" else full_name(first=first, last=last, middle=middle)
        made = _instant(made_at)
        changed = made if changed_at == made_at else _instant(changed_at)
        tags = self._worn(tag_ids) if tag_ids else ()
        managers = [one[1] for one in batch.managers.get(at, ())]
        ways, links, company = batch.ways.get(at, ()), batch.links.get(at, ()), batch.companies.get(at)
        requisites = batch.requisites.get(at)
        return (
            f'{{"id":{at},"version":{version},"kind":"{kind}","display_name":{quoted(shown)},'
            f'"first_name":{quoted(first)},"last_name":{quoted(last)},'
            f'"middle_name":{quoted(middle)},"name":{quoted(name)},"type_id":{type_id or "null"},'
            f'"job_title":{quoted(job_title)},"description":{quoted(description)},'
            f'"language":{quoted(language)},"source":{quoted(source)},"currency":{quoted(currency)},'
            f'"external_id":{quoted(external_id)},"born_on":{_day(born_on) if born_on else "null"},'
            f'"requisites":{_requisites(requisites) if requisites else NO_REQUISITES},'
            f'"comms":[{",".join([_way(one) for one in ways])}],'
            f'"manager_ids":[{",".join(map(str, managers))}],'
            f'"sharing":"{sharing}","class_id":{class_id or "null"},'
            f'"restricted":{"true" if restricted else "false"},'
            f'"tags":[{",".join([self._tags[one] for one in tags])}],"tag_ids":[{",".join(map(str, tags))}],'
            f'"photo":{quoted(f"{API}/contacts/{at}/photo") if photo_id else "null"},'
            f'"links":[{",".join([_link(one) for one in links])}],"custom":{customs.get(at, "{}")},'
            f'"created_at":{made},"updated_at":{changed},"url":{self._url}{at}",'
            f'"names":{{"type":{self._types.get(type_id, NOTHING)},'
            f'"class":{self._classes.get(class_id, NOTHING)},'
            f'"company":{quoted(company[2]) if company else NOTHING},'
            f'"managers":[{",".join([self._users.get(one, NOTHING) for one in managers])}],'
            f'"fields":{fields}}}}}\n'
        )

    def _worn(self, tag_ids: Sequence[int]) -> list[int]:
        """The tags that there are, in the reader's order."""
        known = [one for one in tag_ids if one in self._place]
        return sorted(known, key=self._place.__getitem__) if len(known) > 1 else known

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


def _requisites(kept: Mapping[str, Any]) -> str:
    told = {name: kept.get(name, usual) for name, usual in REQUISITES.items()}
    told["accounts"] = [{name: one.get(name, "") for name in ACCOUNT} for one in told["accounts"]]
    return _json(told)


def _way(way: Any) -> str:
    _of, way_id, kind, value, label, primary, valid, parts = way
    told = _address(parts.get) if parts else "null"
    return (
        f'{{"id":{way_id},"kind":"{kind}","value":{quoted(value)},"parts":{told},"label":{quoted(label)},'
        f'"primary":{"true" if primary else "false"},"valid":{"true" if valid else "false"}}}'
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


def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


def _instant(at: datetime) -> str:
    """As the API writes instants: UTC by its letter."""
    told = at.isoformat()
    return f'"{told[:-6]}Z"' if told.endswith("+00:00") else f'"{told}"'
