"""A line of the file held against the validator that forms and API share: what to write, or why not.

Whoever judges asks no database: all that it needs of the workspace was asked for before the first line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from crm.contacts.actions import writing
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
from crm.imports.actions.keys import BETWEEN, FIELD, keys_of
from crm.imports.actions.knowing import known_for, to_come
from crm.imports.actions.staging import BLANK, Staged, short, text_of
from crm.imports.forms import WishShape
from crm.imports.models import Import, Verdict
from crm.imports.reading.shapes import Row, Shape
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.matching import company_key
from crm.team.models import Workspace
from crm.team.queries import workspace_settings

COLUMNS: Final = (
    "kind", "first_name", "last_name", "middle_name", "name", "description",
    "sort_name", "search_text", "language", "source", "currency", "job_title", "requisites", "match_name",
    "inn", "external_id", "custom",
)  # fmt: skip
"""The columns of a contact that an import writes as they were judged; the rest is the same for all lines."""
RECORD: Final = "contact"
CHANGING: Final = ("overwrite", "append", "ask")
"""Rules by which a row may change who reaches a known contact."""
Fault = tuple[str, str]
"""The heading of the column, empty where it is the whole line, and what is wrong."""


@dataclass(slots=True)
class Judge:
    """What lines are judged by: how the file is read, what its columns mean, and what the workspace knows."""

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
    people: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def judged(self, row: Row) -> Staged | None:
        """The line to be staged; None for one without any text."""
        if row.fault is None and not any(map(str.strip, row.cells)):
            return None
        if row.fault is not None:
            return Staged(row.line, Verdict.FAULTY, row.cells, faults=[("", str(row.fault))])
        found = self.gather(row.cells)
        faults = [(self.columns[column], told) for column, told in found.faults]
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
        return self._new(row, shape, own, found)

    def company(self, name: str) -> str:
        """What shall be written for a company that people of the file work for, as a JSON text."""
        shape = read(ContactShape, {"kind": "company", "name": name})
        own, _faults = new_values(self.fields, {}, kind="company", how=self.manner)
        return text_of(self._wanted(self._draft(shape, own), Gathered({"kind": "company"})))

    def _placed(self, faults: Mapping[str, Any], found: Gathered) -> list[Fault]:
        return [(self._heading(path, found), str(told)) for path, told in faults.items()]

    def _heading(self, path: str, found: Gathered) -> str:
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            column = found.origins.get(".".join(parts[:length]))
            if column is not None:
                return self.columns[column]
        return ""

    def _draft(self, shape: ContactShape, own: Mapping[str, Any]) -> Draft:
        return writing.draft(shape, region=self.region, custom=own, searched=self.searched)

    def _new(self, row: Row, shape: ContactShape, own: Mapping[str, Any], found: Gathered) -> Staged:
        draft = self._draft(shape, own)
        wanted = self._wanted(draft, found)
        staged = Staged(row.line, Verdict.NEW, row.cells)
        if found.refs:
            staged.refs = {key: (self.columns[column], text) for key, (column, text) in found.refs.items()}
        if found.company and self.wish.companies != "leave":
            staged.company = company_key(found.company)
            staged.company_name = found.company
            if staged.company:
                wanted |= {"company": staged.company, "role": draft.job_title}
                if self.wish.on_match == "ask":
                    wanted["firm"] = found.company
        if self.wish.on_match != "create":
            staged.keys = list(keys_of(draft, staged.company, self.wish.keys, self.fields))
            if found.access and self.wish.on_match in CHANGING:
                wanted["said"] = found.access
        staged.unique = wanted_by(self.fields, own)
        unique = (f"{FIELD}{field_id}{BETWEEN}{value}" for field_id, value in staged.unique.items())
        staged.hashes = hashed({*staged.keys, *unique})
        if staged.unique:
            wanted["unique"] = [{"field_id": key, "value": value} for key, value in staged.unique.items()]
        staged.wanted = text_of(wanted)
        return staged

    def _wanted(self, draft: Draft, found: Gathered) -> dict[str, Any]:
        people = self._people(tuple(found.managers or self.managers), found.access)
        tag_ids = [*found.tag_ids, *self.wish.tag_ids]
        contact: dict[str, Any] = {name: value for name in COLUMNS if (value := getattr(draft, name))}
        contact |= people["contact"]
        if type_id := draft.type_id or self.wish.type_id:
            contact["type_id"] = type_id
        if draft.born_on:
            contact["born_on"] = draft.born_on.isoformat()
        if tag_ids:
            contact["tag_ids"] = list(dict.fromkeys(tag_ids))
        comms = [_short(comm) for comm in draft.comms]
        return {
            "contact": contact, "comms": comms, "managers": people["managers"], "access": people["access"],
            "in_charge": people["in_charge"],
        }  # fmt: skip

    def _people(self, managers: tuple[int, ...], said: Mapping[str, Any]) -> dict[str, Any]:
        """Who reaches a contact of these managers: the same for most lines, so it is kept."""
        wish = self.wish
        sharing = said.get("sharing") or wish.sharing or cast(Sharing, self.workspace.default_sharing)
        class_id, restricted = said.get("class_id", wish.class_id), said.get("restricted", wish.restricted)
        key = (managers, sharing, class_id, restricted)
        if key not in self.people:
            once = list(dict.fromkeys(managers))
            grants = levels(wish.grants)
            access = Openness(once, sharing, grants, class_id, restricted).rows()
            self.people[key] = {
                "contact": short({
                    "sharing": sharing, "class_id": class_id, "principals": sorted(access),
                    "restricted": restricted,
                }, BLANK),
                "managers": [{"user_id": one, "is_lead": one == once[0]} for one in once],
                "in_charge": [{"user_id": one, "lead": one == once[0]} for one in sorted(once)],
                "access": [{"principal": name, "level": level} for name, level in access.items()],
            }  # fmt: skip
        return self.people[key]


def _short(comm: DraftedComm) -> dict[str, Any]:
    """A way to reach, without what ``BLANK_COMM`` tells as well."""
    told: dict[str, Any] = {"kind": comm.kind, "value": comm.value, "position": comm.position}
    if comm.normalised != comm.value:
        told["normalised"] = comm.normalised
    if comm.label:
        told["label"] = comm.label
    if comm.parts is not None:
        told["parts"] = comm.parts
    if not comm.valid:
        told["valid"] = False
    if comm.primary:
        told["is_primary"] = True
    return told


def judge_for(one: Import, *, by: Actor) -> Judge:
    """The judge of this file's lines, with the workspace's lists as they are now; a few statements."""
    shape, wish = Shape.from_dict(one.shape), WishShape(**one.wish)
    bare = read(ContactShape, {"kind": "company", "name": "-"})
    own = first_managers(bare, by=by)
    gather = gathering_for(wish, shape, known_for(one))
    return Judge(
        shape, one.seen["columns"], wish, gather, workspace_settings(), region(), wish.manager_ids or own,
        to_come(fields_of(RECORD), one), searched_keys(RECORD), manner(),
    )  # fmt: skip
