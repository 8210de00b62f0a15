"""A workspace as a traveller sees it: through the API."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

from tests.crm.imports.trips.people import CLASSES, FIELDS, TAGS, Around, People

MOST_TOLD = 40
Told = dict[str, Any]


class Place:
    """One workspace; ``api`` speaks for an admin of it, ``run_jobs`` does what is due."""

    def __init__(self, api: Any, run_jobs: Callable[[], object]) -> None:
        self.api, self._run_jobs = api, run_jobs

    def furnish(self) -> Around:
        """Own fields of each type and tags, the same in every place; returns what contacts may name."""
        for name, more in FIELDS.items():
            options = [{"name": choice} for choice in more.get("choices", ())]
            self.made("/api/v1/fields", record="contact", type=name, name=f"Own {name}", options=options)
        classes = [self.made("/api/v1/contact-classes", name=name)["id"] for name in CLASSES]
        tags = [self.made("/api/v1/tags", name=name)["id"] for name in TAGS]
        fields = {
            one["type"]: {"key": str(one["id"]), "options": [option["id"] for option in one["options"]]}
            for one in self.listed("/api/v1/fields")
            if one["name"].startswith("Own ")
        }
        return Around(list(self._types)[:4], tags, list(self._users)[:4], fields, classes)

    def made(self, path: str, **body: Any) -> Told:
        """What was made there."""
        answer = self.api.post(path, json=body)
        assert answer.status_code in (200, 201), answer.json.get("errors", answer.json)
        return dict(answer.json)

    def listed(self, path: str) -> list[Told]:
        """Everything of a list."""
        found, cursor = [], ""
        while cursor is not None:
            answer = self.api.get(f"{path}?cursor={cursor}" if cursor else path).json
            found += answer["items"]
            cursor = answer.get("next_cursor")
        return found

    def exported(self, contact_ids: Sequence[int] | None = None, **wishes: Any) -> bytes:
        """The file of these contacts, or of all."""
        whose = {"matching": True} if contact_ids is None else {"contact_ids": contact_ids}
        asked = self.api.post("/api/v1/contacts/exports", json={**whose, **wishes})
        assert asked.status_code == 201, asked.json
        self._run_jobs()
        answer = self.api.get(f"{asked.headers['Location']}/content")
        assert answer.status_code == 200, answer.json
        return bytes(answer.data)

    def imported(self, content: bytes, name: str, **wishes: Any) -> Told:
        """What is told of the import of this file once it is done, with ``columns`` as they were guessed."""
        sent = self.api.post("/api/v1/imports", data={"file": (BytesIO(content), name)})
        assert sent.status_code == 201, sent.json
        place = sent.headers["Location"]
        asked = self.api.post(f"{place}/check", json=wishes)
        assert asked.status_code == 201, asked.json
        self._run_jobs()
        checked = self.api.get(place).json
        assert checked["stage"] == "checked", checked
        left_out = self.api.get(f"{place}/rows").data.decode() if checked["faulty"] else ""
        assert not checked["faulty"], left_out
        assert self.api.post(f"{place}/run", json={}).status_code == 201
        self._run_jobs()
        return dict(self.api.get(place).json)

    def employ(self, people: People, bodies: Sequence[Told]) -> list[int]:
        """Add these contacts, and let some people work for some companies; returns all ids."""
        made = [(self.made("/api/v1/contacts", **body)["id"], body) for body in bodies]
        firms = [one for one, body in made if body["kind"] == "company"]
        for one, body in made:
            if body["kind"] == "person" and firms and (firm := people.employer(firms)):
                role = body["job_title"]
                self.made(f"/api/v1/contacts/{one}/links", contact_id=firm, role=role)
        return [one for one, _body in made]

    def contacts(self) -> list[Told]:
        """All contacts, as the API tells them."""
        return [json.loads(line) for line in self.exported(format="jsonl").splitlines()]

    def remove(self, contact_ids: Iterable[int]) -> None:
        """Put these contacts into the bin."""
        for one in contact_ids:
            assert self.api.delete(f"/api/v1/contacts/{one}").status_code == 204

    def pictures(self, contacts: Sequence[Told], *, without: Collection[int] = ()) -> dict[str, Told]:
        """What an import can bring of each contact, by its name: no ids, no moments; one for each."""
        names = {one["id"]: one["display_name"] for one in contacts}
        told: dict[str, Told] = {}
        for one in contacts:
            if one["id"] not in without:
                name, times = one["display_name"], 1
                while name in told:
                    times += 1
                    name = f"{one['display_name']} ({times})"
                told[name] = self._picture(one, names)
        return told

    def _picture(self, one: Told, names: dict[int, str]) -> Told:
        told = {name: one[name] for name in PLAIN}
        employers = [link for link in one["links"] if link["kind"] == "employment" and link["main"]]
        told |= {
            "type": self._types.get(one["type_id"], ""),
            "class": self._classes.get(one["class_id"], ""),
            "managers": [self._users[each] for each in one["manager_ids"]],
            "tags": sorted(one["tags"]),
            "custom": {
                self._fields[key]["name"]: self._own(key, value) for key, value in one["custom"].items()
            },
            "employer": [names.get(link["contact_id"], "?") for link in employers if one["kind"] == "person"],
        }
        for kind in WAYS:
            ways = sorted(
                (way for way in one["comms"] if way["kind"] == kind), key=lambda way: not way["primary"]
            )
            told[kind] = [{name: way[name] for name in OF_WAY} for way in ways]
        return told

    def _own(self, key: str, value: Any) -> Any:
        field = self._fields[key]
        names = {option["id"]: option["name"] for option in field["options"]}
        if field["type"] == "user":
            return self._users[value]
        if field["type"] == "select":
            return names[value]
        return sorted(names[one] for one in value) if field["type"] == "multi_select" else value

    @cached_property
    def _types(self) -> dict[int, str]:
        return {one["id"]: one["name"] for one in self.listed("/api/v1/contact-types")}

    @cached_property
    def _classes(self) -> dict[int, str]:
        return {one["id"]: one["name"] for one in self.listed("/api/v1/contact-classes")}

    @cached_property
    def _users(self) -> dict[int, str]:
        return {one["id"]: one["name"] for one in self.listed("/api/v1/users")}

    @cached_property
    def _fields(self) -> dict[str, Told]:
        return {str(one["id"]): one for one in self.listed("/api/v1/fields")}


FILES = {"csv": "a.csv", "csv_ru": "a.csv", "xlsx": "a.xlsx", "jsonl": "a.jsonl", "vcf": "a.vcf"}
TABLES = ("csv", "csv_ru", "xlsx", "jsonl")
"""Kinds of files that hold all."""
NO_CARD_HOLDS = (
    "custom", "requisites", "external_id", "managers", "class", "sharing", "restricted"
)  # fmt: skip
"""What a vCard has no place for: own fields, requisites, the id elsewhere, who is in charge, who sees it."""
PLAIN = (
    "kind", "first_name", "last_name", "middle_name", "name", "job_title", "description", "language",
    "source", "currency", "external_id", "born_on", "requisites", "sharing", "restricted",
)  # fmt: skip
WAYS = ("email", "phone", "site", "messenger", "social", "address")
OF_WAY = ("value", "parts", "label", "primary", "valid")


def differences(before: dict[str, Told], after: dict[str, Told], *, but: Collection[str] = ()) -> list[str]:
    """What is not the same, but for these parts, in words; at most some dozens."""
    found = [f"{name} is lost" for name in before if name not in after]
    found += [f"{name} came along" for name in after if name not in before]
    for name in before.keys() & after.keys():
        found += [
            f"{part} of {name}: {_apart(before[name][part], after[name][part])}"
            for part in before[name]
            if part not in but and before[name][part] != after[name][part]
        ]
    return sorted(found)[:MOST_TOLD]


def _apart(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [key for key in {**one, **other} if one.get(key) != other.get(key)]
        return "; ".join(f"{key}: {_apart(one.get(key), other.get(key))}" for key in keys)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return "; ".join(_apart(*pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1])
    return f"{one!r} became {other!r}"
