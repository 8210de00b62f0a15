"""A line of the file held against the validator that forms and API share: what to write, or why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from crm.contacts.actions import writing
from crm.contacts.actions.people import first_managers
from crm.contacts.forms.contact import ContactShape
from crm.contacts.forms.requisites import unfit
from crm.contacts.models.contact import Contact, Sharing
from crm.contacts.models.footings import Openness
from crm.contacts.queries.records import region
from crm.imports.actions.gathering import Gathered, Gathering, gathering_for
from crm.imports.actions.knowing import known_for
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
    "kind", "first_name", "last_name", "middle_name", "name", "type_id", "description", "sharing",
    "sort_name", "search_text", "language", "source", "currency", "job_title", "requisites", "match_name",
    "inn", "class_id", "external_id",
)  # fmt: skip
"""The columns of a contact that an import writes as they were judged; the rest is the same for all lines."""
COMM_COLUMNS: Final = ("kind", "value", "normalised", "label", "position", "valid", "parts")
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
    named: dict[str, str] = field(default_factory=dict)
    """Companies that people of the lines judged last work for: by their key, as they were written."""

    def judged(self, row: Row) -> dict[str, Any] | None:
        """The line to be staged; None for one without any text."""
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            return None
        if row.fault is not None:
            return _line(row, faults=[("", str(row.fault))])
        found = self.gather(row.cells)
        faults = [(self.columns[column], told) for column, told in found.faults]
        try:
            shape = read(ContactShape, found.values)
        except Invalid as error:
            return _line(row, faults=faults + self._placed(error.fields, found))
        wrong = writing.missing_names(found.values, workspace=self.workspace)
        wrong |= unfit(shape.requisites, kind=shape.kind)
        faults += self._placed(wrong, found)
        return _line(row, faults=faults) if faults else _line(row, wanted=self._wanted(shape, found))

    def company(self, name: str) -> dict[str, Any]:
        """What shall be written for a company that people of the file work for."""
        shape = read(ContactShape, {"kind": "company", "name": name})
        return self._wanted(shape, Gathered({"kind": "company"}))

    def _placed(self, faults: Mapping[str, Any], found: Gathered) -> list[Fault]:
        return [(self._heading(path, found), str(told)) for path, told in faults.items()]

    def _heading(self, path: str, found: Gathered) -> str:
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            column = found.origins.get(".".join(parts[:length]))
            if column is not None:
                return self.columns[column]
        return ""

    def _wanted(self, shape: ContactShape, found: Gathered) -> dict[str, Any]:
        contact = Contact(comms=[], custom={}, tag_ids=[])
        writing.write(contact, shape, region=self.region)
        contact.type_id = shape.type_id or self.wish.type_id
        contact.class_id = self.wish.class_id
        contact.sharing = self.wish.sharing or cast(Sharing, self.workspace.default_sharing)
        managers = list(dict.fromkeys(found.managers or self.managers))
        access = Openness(managers, contact.sharing, class_id=contact.class_id).rows()
        row: dict[str, Any] = {
            "contact": {
                **{name: getattr(contact, name) for name in COLUMNS},
                "born_on": contact.born_on.isoformat() if contact.born_on else None,
                "tag_ids": list(dict.fromkeys([*found.tag_ids, *self.wish.tag_ids])),
                "principals": sorted(access),
            },
            "comms": [
                {**{name: getattr(comm, name) for name in COMM_COLUMNS}, "is_primary": comm.primary}
                for comm in contact.comms
            ],
            "managers": [{"user_id": one, "is_lead": one == managers[0]} for one in managers],
            "access": [{"principal": name, "level": level} for name, level in access.items()],
        }
        if found.company and self.wish.companies != "leave":
            key = company_key(found.company)
            if key:
                self.named.setdefault(key, found.company)
                row |= {"company": key, "role": shape.job_title}
        return row


def judge_for(one: Import, *, by: Actor) -> Judge:
    """The judge of this file's lines, with the workspace's lists as they are now; a few statements."""
    shape, wish = Shape.from_dict(one.shape), WishShape(**one.wish)
    bare = read(ContactShape, {"kind": "company", "name": "-"})
    own = first_managers(bare, by=by)
    gather = gathering_for(wish, shape, known_for(one))
    managers = wish.manager_ids or own
    return Judge(shape, one.seen["columns"], wish, gather, workspace_settings(), region(), managers)


def _line(row: Row, *, wanted: Any = None, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    verdict = Verdict.FAULTY if faults else Verdict.NEW
    return {
        "line": row.line,
        "verdict": verdict.value,
        "cells": list(row.cells),
        "wanted": wanted,
        "faults": [list(fault) for fault in faults],
    }
