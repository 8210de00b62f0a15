"""Contacts as JSON Lines: each line is what the API tells of the contact."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any, Final

from crm.contacts.presenters.exported.cells import name_of
from crm.contacts.queries.exported import Batch, Known
from crm.fields.models import CustomField
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.kernel import context
from crm.kernel.access import Actor

API: Final = "/api/v1"
ADDRESS: Final = dict.fromkeys(("street", "city", "region", "postal_code", "country"), "")
ACCOUNT: Final = dict.fromkeys(("bik", "bank", "account", "correspondent"), "")
REQUISITES: Final[Mapping[str, Any]] = {
    "legal_form": "", "full_name": "", "inn": "", "kpp": "", "ogrn": "", "okpo": "", "accounts": [],
}  # fmt: skip


class JsonLines:
    """One contact a line, in UTF-8. Links are all that the reader sees, however many."""

    def __init__(self, file: IO[bytes], known: Known, *, to: Actor) -> None:
        self._file, self._known, self._to = file, known, to
        self._place = {tag_id: number for number, tag_id in enumerate(known.tags)}
        self._address = context.tenant().address
        self._fields: Sequence[CustomField] = fields_of("contact")
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def put(self, batch: Batch) -> None:
        """Write a line for each of these contacts."""
        names = telling.names_in(self._fields, [row.custom for row in batch.rows], to=self._to)
        lines = [self._encode(self._told(row, batch, names)) for row in batch.rows]
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    def end(self) -> None:
        """Nothing follows the last line."""

    def _told(self, row: Any, batch: Batch, names: telling.Names) -> dict[str, Any]:
        place, contact_id = self._place, row.id
        tag_ids = [one for one in row.tag_ids if one in place]
        if len(tag_ids) > 1:
            tag_ids.sort(key=place.__getitem__)
        return {
            "id": contact_id, "version": row.version, "kind": row.kind, "display_name": name_of(row),
            "first_name": row.first_name, "last_name": row.last_name, "middle_name": row.middle_name,
            "name": row.name, "type_id": row.type_id, "job_title": row.job_title,
            "description": row.description, "language": row.language, "source": row.source,
            "currency": row.currency, "born_on": row.born_on.isoformat() if row.born_on else None,
            "requisites": _requisites(row.requisites),
            "comms": [_way(way) for way in batch.ways.get(contact_id, ())],
            "manager_ids": [one[1] for one in batch.managers.get(contact_id, ())],
            "sharing": row.sharing, "class_id": row.class_id, "restricted": row.restricted,
            "tags": [self._known.tags[one] for one in tag_ids], "tag_ids": tag_ids,
            "photo": f"{API}/contacts/{contact_id}/photo" if row.photo_id else None,
            "links": [_link(link) for link in batch.links.get(contact_id, ())],
            "custom": telling.as_json(self._fields, row.custom, names) if row.custom else {},
            "created_at": _instant(row.made_at), "updated_at": _instant(row.changed_at),
            "url": f"{self._address}/contacts/{contact_id}",
        }  # fmt: skip


def _requisites(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if not kept:
        return REQUISITES
    told = {name: kept.get(name, usual) for name, usual in REQUISITES.items()}
    told["accounts"] = [{name: one.get(name, "") for name in ACCOUNT} for one in told["accounts"]]
    return told


def _way(way: Any) -> dict[str, Any]:
    _of, way_id, kind, value, label, primary, valid, parts = way
    return {
        "id": way_id, "kind": kind, "value": value,
        "parts": {name: parts.get(name, "") for name in ADDRESS} if parts else None,
        "label": label, "primary": primary, "valid": valid,
    }  # fmt: skip


def _link(link: Any) -> dict[str, Any]:
    """From the standpoint of the contact; of an employment the person's post, whichever end is asked."""
    role, back = link.role, link.back_role
    if link.kind == "employment":
        back = ""
    elif link.one_id == link.of:
        role, back = back, role
    return {
        "id": link.id, "contact_id": link.end_id, "kind": link.kind, "role": role, "back_role": back,
        "main": link.main, "former": link.former,
    }  # fmt: skip


def _instant(at: datetime) -> str:
    """As the API writes instants: UTC by its letter."""
    text = at.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text
