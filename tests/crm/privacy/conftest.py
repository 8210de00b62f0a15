"""A person of whom Artel holds everything it can hold, and eyes that look everywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Text, cast, func, select

from crm.journal.actions import undo
from crm.journal.models import Act
from crm.kernel.db import db
from crm.mail.models import Mail
from crm.settings import Settings
from crm.web.once import SpentForm
from tenants.schema import tenant_metadata
from tests.kit.builders import picture
from tests.kit.cast import ALICE, MAX, NORTH, Business

MARK = "Zyxwv"
"""Stands in everything that is about the person, and nowhere else."""
EMAIL = "quillfeather@mail.example"
DIGITS = "9161234567"
MARKS = (MARK.casefold(), "quillfeather", DIGITS, "zyxwv-body")


@dataclass(frozen=True)
class Person:
    """The contact, and one that was merged into it."""

    id: int
    merged_id: int
    other_id: int
    """Somebody else, who was merged into it for a while."""


@pytest.fixture(autouse=True)
def bytes_kept(instance_settings: Settings) -> Iterator[None]:
    """What an erasure removes of the template's own files comes back afterwards, as its rows do."""
    held = {path: path.read_bytes() for path in _files(instance_settings.data / "files")}
    yield
    for path, content in held.items():
        if not path.exists():
            path.write_bytes(content)


@pytest.fixture
def a_person(
    a_contact: Any, a_field: Any, api_of: Any, client_of: Any, in_scope: Any, actor_of: Any, run_jobs: Any
) -> Callable[..., Person]:
    """Make somebody about whom there is everything."""

    def make(at: Business = NORTH) -> Person:
        fields = [
            a_field("text", f"Code {number}", at=at, unique=number == 1, filterable=True).id
            for number in (1, 2)
        ]
        max_, pages = api_of(MAX.at(at)), client_of(MAX.at(at))
        ids = [_contact(max_, fields, number) for number in (1, 2, 3)]
        _company(max_, ids[0])
        _written(max_, pages, ids)
        _merged(max_, pages, in_scope, actor_of, ids, at)
        with in_scope(at):
            _echoed(ids[0])
        run_jobs()
        return Person(ids[0], ids[1], ids[2])

    return make


def _contact(api: Any, fields: list[int], number: int) -> int:
    body = {
        "kind": "person", "first_name": f"Ivan{MARK}", "last_name": MARK, "middle_name": MARK,
        "description": f"{MARK} about", "job_title": f"{MARK} post", "source": f"{MARK} fair",
        "comms": [
            {"kind": "email", "value": EMAIL, "label": f"{MARK} label"},
            {"kind": "phone", "value": f"+7{DIGITS}"},
            {"kind": "messenger", "value": f"@{MARK}", "label": "telegram"},
            {"kind": "address", "parts": {"street": f"{MARK} street", "city": MARK}, "value": ""},
        ],
        "custom": {str(fields[0]): f"{MARK} {number}", str(fields[1]): f"{MARK} value"},
        "manager_ids": [ALICE.id],
    }  # fmt: skip
    if number == 3:
        body |= {
            "first_name": "Petr",
            "last_name": "Other",
            "middle_name": "",
            "description": "",
            "custom": {},
        }
        body |= {"job_title": "", "source": "", "comms": [{"kind": "email", "value": "other@mail.example"}]}
    answer = api.post("/api/v1/contacts", json=body, headers={"Idempotency-Key": f"key-{number}"})
    assert answer.status_code == 201, answer.text
    found: int = answer.json["id"]
    return found


def _company(api: Any, contact_id: int) -> None:
    company = api.post("/api/v1/contacts", json={"kind": "company", "name": "Romashka"}).json["id"]
    link = {"contact_id": company, "role": f"{MARK} director"}
    answer = api.post(
        f"/api/v1/contacts/{company}/links", json={"contact_id": contact_id, "role": link["role"]}
    )
    assert answer.status_code == 201, answer.text
    changed = {"role": f"{MARK} chief"}
    assert api.patch(f"/api/v1/contacts/{company}/links/{answer.json['id']}", json=changed).status_code == 200


def _written(api: Any, pages: Any, ids: list[int]) -> None:
    """Notes, files, photos, consents: on the one and on the one that will be merged."""
    for contact_id in ids[:2]:
        place = f"/contacts/{contact_id}"
        for body in (f"{MARK} note", f"{MARK} doomed note"):
            assert pages.post(f"{place}/entries", data={"kind": "note", "body": body}).status_code == 303
        for name in ("plan", "doomed"):
            files = {"files": (BytesIO(f"{MARK}-body".encode()), f"{MARK} {name}.txt")}
            assert pages.post(f"/files/about/{contact_id}/contact", data=files).status_code == 303
        photo = {"photo": (BytesIO(picture()), "p.png")}
        assert pages.post(f"{place}/photo", data=photo).status_code == 303
        consent = {"purpose_id": 1, "given": True, "source": "paper", "note": f"{MARK} folder"}
        assert api.post(f"/api/v1{place}/consents", json=consent).status_code == 201
        stay = [{"kind": "email", "value": EMAIL}, {"kind": "phone", "value": f"+7{DIGITS}"}]
        change = {"description": f"{MARK} about, changed", "comms": stay}
        assert api.patch(f"/api/v1{place}", json=change).status_code == 200


def _echoed(contact_id: int) -> None:
    """A mail to the person, and a form that led to a search for them."""
    mail = {
        "template": "news",
        "kind": "bulk",
        "locale": "en",
        "state": "sent",
        "error": f"550 <{EMAIL}> unknown",
    }
    for about in (("contact", contact_id), (None, None)):
        place = {"about_kind": about[0], "about_id": about[1], "context": {"name": MARK}}
        key = f"key of {about[0]}"
        db.session.add(Mail(**mail, **place, recipient=EMAIL, recipient_name=MARK, message_key=key))
    db.session.add(SpentForm(form_id="form", user_id=2, location=f"/contacts?q={MARK.lower()}"))


def _merged(api: Any, pages: Any, in_scope: Any, actor_of: Any, ids: list[int], at: Business) -> None:
    """One is merged into it and stays there; another was merged and came back."""
    first = {"survivor_id": ids[0], "loser_ids": [ids[1]]}
    assert api.post("/api/v1/contacts/merges", json=first).status_code == 201
    back = {"survivor_id": ids[2], "loser_ids": [ids[0]]}
    assert api.post("/api/v1/contacts/merges", json=back).status_code == 201
    with in_scope(at):
        merge = db.session.scalars(
            select(Act).where(Act.kind == "contacts.merged").order_by(Act.id.desc())
        ).first()
        assert merge is not None
        undo(merge, by=actor_of(MAX.at(at)))


@pytest.fixture
def sightings(in_scope: Any, instance_settings: Settings, redis_client: Any) -> Callable[..., list[str]]:
    """Every column of every table of the workspace, every key of Valkey, every new file, looked through."""
    earlier = set(_files(instance_settings.data / "files"))  # of tests before: rows are put back, bytes stay

    def look(at: Business = NORTH, marks: tuple[str, ...] = MARKS) -> list[str]:
        with in_scope(at, read_only=True) as entry:
            found = [where for mark in marks for where in _in_tables(mark)]
            folder = instance_settings.data / "files" / entry.schema
        found += [
            str(path)
            for path in set(_files(folder)) - earlier
            for mark in marks
            if mark.encode() in path.read_bytes().lower()
        ]
        for key in redis_client.scan_iter():
            dump = redis_client.dump(key) or b""
            found += [str(key) for mark in marks if mark.encode() in (key + dump).lower()]
        return found

    return look


def _in_tables(mark: str) -> Iterator[str]:
    for table in tenant_metadata().sorted_tables:
        for column in table.columns:
            binary = isinstance(column.type, LargeBinary)
            text: Any = func.encode(column, "escape") if binary else cast(column, Text)
            number = db.session.scalar(
                select(func.count()).select_from(table).where(func.strpos(func.lower(text), mark) > 0)
            )
            if number:
                yield f"{table.name}.{column.name}: {mark} in {number} rows"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
