"""A line of the file held against the validator that forms and API share: what to write, or why not.

Whoever judges asks no database: all that it needs of the workspace was asked for before the first line.
"""

import json.encoder
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from crm.contacts.actions import drafting, writing
from crm.contacts.actions.people import first_managers
from crm.contacts.forms.access import levels
from crm.contacts.forms.contact import ContactShape
from crm.contacts.forms.requisites import unfit
from crm.contacts.models.contact import Sharing
from crm.contacts.models.drafts import Draft, DraftedComm
from crm.contacts.models.footings import Openness
from crm.contacts.queries.records import region
from crm.fields.actions.claims import wanted_by
from crm.fields.models import CustomField
from crm.fields.queries import fields_of, searched_keys
from crm.fields.values import Manner, manner, new_values
from crm.imports.actions.doubles import hashed
from crm.imports.actions.gathering import Gathered, Gathering, gathering_for
from crm.imports.actions.keys import BETWEEN, FIELD, ID, KeysOf, keys_of_id, keys_of_kinds
from crm.imports.actions.knowing import known_for, to_come
from crm.imports.actions.matching import nobody
from crm.imports.actions.staging import BLANK, NAMED, Fault, Staged, short, text_of
from crm.imports.forms import WishShape
from crm.imports.models import Import, Verdict
from crm.imports.reading.shapes import Row, Shape
from crm.imports.targets import called_by_path
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.matching import company_key
from crm.team.models import Workspace
from crm.team.queries import workspace_settings

TEXTS: Final = (
    "kind", "first_name", "last_name", "middle_name", "name", "description", "sort_name", "search_text",
    "language", "source", "currency", "job_title", "match_name", "inn", "external_id",
)  # fmt: skip
OBJECTS: Final = ("requisites", "custom")
"""The columns of a contact that an import writes as they were judged; the rest is the same for all lines."""
QUOTED: Final = json.encoder.encode_basestring
"""A text as JSON has it, letters of all alphabets as they are."""
RECORD: Final = "contact"
_REMEMBERED: Final = 8192
CHANGING: Final = ("overwrite", "append", "ask")
"""Rules by which a row may change who reaches a known contact."""


@dataclass(slots=True)
class Judge:
    """What lines are judged by: how the file is read, what its columns mean, and what the workspace knows.

    ``naming`` are the own fields of its columns that name users or contacts; ``alone``: there was no contact
    yet that a row could be the same as. ``called`` tells by the path of a fault the heading of the column
    that would have it, or the field's label.
    """

    import_id: int
    shape: Shape
    columns: Sequence[str]
    wish: WishShape
    gather: Gathering
    workspace: Workspace
    region: str
    managers: Sequence[int]
    fields: Sequence[CustomField]
    searched: Sequence[str]
    manner: Manner
    keys_of: KeysOf
    naming: Sequence[CustomField]
    alone: bool
    called: Mapping[str, LazyText | str] = field(default_factory=dict)
    people: dict[tuple[Any, ...], "_People"] = field(default_factory=dict)

    def judged(self, row: Row) -> Staged | None:
        """The line to be staged; None for one without any text."""
        if row.fault is None and not any(map(str.strip, row.cells)):
            return None
        if row.fault is not None:
            return Staged(row.line, Verdict.FAULTY, row.cells, faults=[("", row.fault)])
        found = self.gather(row.cells)
        return (None if found.faults else self._usual(row, found)) or self._unusual(row, found)

    def settles(self, line: Staged) -> bool:
        """Whether the database has nothing more to say of the line."""
        if line.verdict is Verdict.FAULTY:
            return True
        known = self.alone or not line.keys
        asks = line.unique or line.refs or self.naming or (line.company and self.wish.companies == "ask")
        return known and not asks

    def _usual(self, row: Row, found: Gathered) -> Staged | None:
        """The line, if it is good and written as most are; what may be wrong with it is not asked here."""
        values = found.values
        named = values.get("first_name") and values.get("last_name") and values["kind"] == "person"
        if not named and writing.missing_names(values, workspace=self.workspace):
            return None
        own: Mapping[str, Any] = {}
        if self.fields:
            told = values.get("custom", {})
            own, unfitting = new_values(self.fields, told, kind=values["kind"], how=self.manner)
            if unfitting:
                return None
        draft = drafting.usual(values, region=self.region, own=own, searched=self.searched)
        return None if draft is None else self._new(row, draft, own, found)

    def _unusual(self, row: Row, found: Gathered) -> Staged:
        faults: list[Fault] = [(self.columns[column], told) for column, told in found.faults]
        try:
            shape = read(ContactShape, found.values)
        except Invalid as error:
            faults += self._placed(error.fields, found)
            return Staged(row.line, Verdict.FAULTY, row.cells, faults=faults)
        wrong = writing.missing_names(found.values, workspace=self.workspace)
        if "requisites" in found.values:
            wrong |= unfit(shape.requisites, kind=shape.kind)
        own, unfitting = new_values(self.fields, shape.custom, kind=shape.kind, how=self.manner)
        faults += self._placed({**wrong, **unfitting}, found)
        if faults:
            return Staged(row.line, Verdict.FAULTY, row.cells, faults=faults)
        return self._new(row, self._draft(shape, own), own, found)

    def company(self, name: str, key: str) -> str:
        """What shall be written for a company that people of the file name by this key, as a JSON text."""
        shape = read(ContactShape, {"kind": "company", "name": name})
        own, _faults = new_values(self.fields, {}, kind="company", how=self.manner)
        return self._wanted(self._draft(shape, own), Gathered({"kind": "company"}), {NAMED: key})

    def _placed(self, faults: Mapping[str, Any], found: Gathered) -> list[Fault]:
        return [self._fault(path, told, found) for path, told in faults.items()]

    def _fault(self, path: str, told: LazyText | str, found: Gathered) -> Fault:
        """What is wrong, at the column that says it, or would; else with what the field is called."""
        called = self._heading(path, found) or self.called.get(path, "")
        if isinstance(called, str):
            return called, told
        return "", lazy("%(field)s: %(why)s", field=called, why=told)

    def _heading(self, path: str, found: Gathered) -> str:
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            column = found.origins.get(".".join(parts[:length]))
            if column is not None:
                return self.columns[column]
        return ""

    def _draft(self, shape: ContactShape, own: Mapping[str, Any]) -> Draft:
        return writing.draft(shape, region=self.region, custom=own, searched=self.searched)

    def _new(self, row: Row, draft: Draft, own: Mapping[str, Any], found: Gathered) -> Staged:
        wish, staged = self.wish, Staged(row.line, Verdict.NEW, row.cells)
        alone = ""  # rows of contacts of different numbers are not the same, whatever they share
        staged.firm = draft.match_name if draft.kind == "company" else ""
        if found.refs:
            staged.refs = {key: (self.columns[column], text) for key, (column, text) in found.refs.items()}
        more = self._employed(staged, draft, found) if found.company and wish.companies != "leave" else {}
        if wish.on_match != "create":
            staged.keys = self.keys_of(draft, staged.company)
            if found.same_as:
                alone = f"{ID}{BETWEEN}{found.same_as}"
                staged.keys = [*keys_of_id(found.same_as, draft), *staged.keys]
            if found.access and wish.on_match in CHANGING:
                more["said"] = found.access
        if staged.firm:
            more[NAMED] = staged.firm
        if self.fields:
            staged.unique = wanted_by(self.fields, own)
        keys = {alone} if alone else set(staged.keys)
        if staged.unique:
            more["unique"] = [{"field_id": key, "value": value} for key, value in staged.unique.items()]
            keys |= {f"{FIELD}{field_id}{BETWEEN}{value}" for field_id, value in staged.unique.items()}
        staged.hashes = hashed(keys)
        staged.wanted = self._wanted(draft, found, more)
        return staged

    def _employed(self, staged: Staged, draft: Draft, found: Gathered) -> dict[str, Any]:
        """Note the company that the person works for; returns what is written of it."""
        staged.company, staged.company_name = company_key(found.company), found.company
        if not staged.company:
            return {}
        asked = {"firm": found.company} if self.wish.on_match == "ask" else {}
        return {"company": staged.company, "role": draft.job_title, **asked}

    def _wanted(self, draft: Draft, found: Gathered, more: Mapping[str, Any]) -> str:
        """What shall be written, as a JSON text: put together by hand, since that takes half the time."""
        people = self._people(tuple(found.managers or self.managers), found.access)
        told = [f'"{name}":{QUOTED(value)}' for name in TEXTS if (value := getattr(draft, name))]
        told += [f'"{name}":{text_of(value)}' for name in OBJECTS if (value := getattr(draft, name))]
        if type_id := draft.type_id or self.wish.type_id:
            told.append(f'"type_id":{type_id}')
        if draft.born_on:
            told.append(f'"born_on":"{draft.born_on.isoformat()}"')
        if tag_ids := [*found.tag_ids, *self.wish.tag_ids]:
            told.append(f'"tag_ids":{text_of(list(dict.fromkeys(tag_ids)))}')
        told.append(people.contact)
        comms = ",".join(map(_short, draft.comms))
        rest = [people.others, *(f'"{name}":{_json(value)}' for name, value in more.items())]
        return f'{{"contact":{{{",".join(told)}}},"comms":[{comms}],{",".join(rest)}}}'

    def _people(self, managers: tuple[int, ...], said: Mapping[str, Any]) -> "_People":
        """Who reaches a contact of these managers: the same for most lines, so it is kept."""
        wish = self.wish
        sharing = said.get("sharing") or wish.sharing or cast(Sharing, self.workspace.default_sharing)
        class_id, restricted = said.get("class_id", wish.class_id), said.get("restricted", wish.restricted)
        key = (managers, sharing, class_id, restricted)
        if key not in self.people:
            once = list(dict.fromkeys(managers))
            grants = levels(wish.grants)
            access = Openness(once, sharing, grants, class_id, restricted).rows()
            contact = short({
                "sharing": sharing, "class_id": class_id, "principals": sorted(access),
                "restricted": restricted,
            }, BLANK)  # fmt: skip
            others = {
                "managers": [{"user_id": one, "is_lead": one == once[0]} for one in once],
                "in_charge": [{"user_id": one, "lead": one == once[0]} for one in sorted(once)],
                "access": [{"principal": name, "level": level} for name, level in access.items()],
            }
            self.people[key] = _People(text_of(contact)[1:-1], text_of(others)[1:-1])
        return self.people[key]


class _People(NamedTuple):
    """Who reaches a contact, as parts of a JSON text: of the contact itself, and beside it."""

    contact: str
    others: str


def _json(value: Any) -> str:
    return QUOTED(value) if isinstance(value, str) else text_of(value)


def _short(comm: DraftedComm) -> str:
    """A way to reach as a JSON text, without what ``BLANK_COMM`` tells as well."""
    told = f'{{"kind":"{comm.kind}","value":{QUOTED(comm.value)},"position":{comm.position}'
    if comm.normalised != comm.value:
        told += f',"normalised":{QUOTED(comm.normalised)}'
    if comm.label:
        told += f',"label":{QUOTED(comm.label)}'
    if comm.parts is not None:
        told += f',"parts":{_in_parts(*comm.parts.items())}'
    if not comm.valid:
        told += ',"valid":false'
    return told + (',"is_primary":true}' if comm.primary else "}")


@lru_cache(maxsize=_REMEMBERED)
def _in_parts(*parts: tuple[str, str]) -> str:
    """Most addresses of a file are towns."""
    return text_of(dict(parts))


def judge_for(one: Import, *, by: Actor) -> Judge:
    """The judge of this file's lines, with the workspace's lists as they are now; a few statements."""
    shape, wish = Shape.from_dict(one.shape), WishShape(**one.wish)
    bare = read(ContactShape, {"kind": "company", "name": "-"})
    managers = wish.manager_ids or first_managers(bare, by=by)
    gather = gathering_for(wish, shape, known_for(one))
    fields = to_come(fields_of(RECORD), one)
    mapped = {target.removeprefix(FIELD) for target in wish.targets}
    naming = [field for field in fields if field.type in ("user", "contact") and field.key in mapped]
    return Judge(
        one.id, shape, one.seen["columns"], wish, gather, workspace_settings(), region(), managers, fields,
        searched_keys(RECORD), manner(), keys_of_kinds(wish.keys, fields), naming, nobody(),
        called_by_path(wish.targets, one.seen["columns"], fields),
    )  # fmt: skip
