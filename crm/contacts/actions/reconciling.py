"""Two people change a contact: what only one of them changed holds, what both did is asked (CON-20).

Values are compared as the journal notes them (``noting``): columns, ``requisites.inn``, ``custom.7``,
``managers``; ways to reach one by one, as ``comms.<id>``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from crm.contacts.actions import custom, reaching, tagging
from crm.contacts.actions.noting import Snapshot, snapshot
from crm.contacts.forms.comms import CommShape
from crm.contacts.forms.contact import PLAIN_FIELDS, ContactShape, values_of
from crm.contacts.forms.requisites import RequisitesShape, kept
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import MANAGERS
from crm.contacts.queries.records import region
from crm.kernel.access import Actor

Side = Literal["mine", "theirs"]
COMM_FIELDS: Final = ("kind", "value", "label", "parts")
COMMS: Final = "comms."


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both changed, each differently. None: emptied or taken away."""

    path: str
    mine: Any
    theirs: Any

    @property
    def seal(self) -> str:
        """Stands for what the other wrote: a choice holds only as long as that is what stands there."""
        told = json.dumps(self.theirs, sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(slots=True)
class Outcome:
    """What becomes of both changes: the values for ``ContactShape``, and what has to be asked first."""

    values: dict[str, Any]
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Three:
    """The contact as one saw it (None: nobody can tell), as it stands, and what one chose before."""

    base: Snapshot | None
    theirs: Snapshot
    picks: Mapping[str, tuple[Side, str]]


def reconcile(
    contact: Contact,
    shape: ContactShape,
    *,
    base: Snapshot | None,
    picks: Mapping[str, tuple[Side, str]],
    by: Actor,
) -> Outcome:
    """Bring what was typed on top of ``base`` together with what the contact (held) is now.

    ``base`` None: nobody can tell how the contact stood, so all that differs is asked. ``shape.custom`` holds
    what was changed only. ``picks`` are choices made before, by path, each with the seal of what it was
    weighed against.
    """
    three = _Three(base, snapshot(contact.id), picks)
    outcome = Outcome({**values_of(contact), "manager_ids": None, "sharing": None, "custom": {}})
    own = custom.given(shape, contact, by=by)
    mine = _flat(shape, three, {key: own.values.get(key) for key in shape.custom})
    for path, value in mine.items():
        if _holds(path, value, three, outcome):
            _take(outcome.values, path, value, shape)
    outcome.values |= _tags(shape, three)
    outcome.values["comms"] = _comms(shape, three, outcome)
    return outcome


# ── single values ──────────────────────────────────────────────────────────────────────────────


def _flat(shape: ContactShape, three: _Three, own: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the journal would note it."""
    values = shape.model_dump(mode="json", include=set(PLAIN_FIELDS))
    filled = kept(shape.requisites)
    values |= {f"requisites.{name}": filled.get(name) for name in RequisitesShape.model_fields}
    values |= {f"custom.{key}": value for key, value in own.items()}
    if shape.manager_ids is not None:
        values[MANAGERS] = _managers(shape, three)
    if shape.sharing is not None:
        values["sharing"] = shape.sharing
    return values


def _managers(shape: ContactShape, three: _Three) -> list[dict[str, Any]]:
    """The managers as chosen; who leads as chosen, else whoever led, else the first."""
    ids = list(dict.fromkeys(shape.manager_ids or ()))
    known = (three.base or three.theirs).values[MANAGERS]
    led = [manager["user_id"] for manager in known if manager["lead"]]
    lead = next((user_id for user_id in (shape.lead_id, *led, *ids) if user_id in ids), None)
    return [{"user_id": user_id, "lead": user_id == lead} for user_id in sorted(ids)]


def _tags(shape: ContactShape, three: _Three) -> dict[str, Any]:
    """Tags never ask: what each added is there, what each removed is gone; all, if nobody can tell."""
    if shape.tags is None and shape.tag_ids is None:
        return {}
    theirs = three.theirs.values[tagging.COLUMN]
    had = three.base.values[tagging.COLUMN] if three.base is not None else ()
    known, new = tagging.resolved(shape.tags or (), present=theirs)
    return {"tag_ids": tagging.united([*(shape.tag_ids or ()), *known], had, theirs), "tags": new}


def _holds(path: str, mine: Any, three: _Three, outcome: Outcome) -> bool:
    """Whether one's own value holds; what both changed is chosen already, or has to be asked."""
    theirs = three.theirs.values.get(path)
    if mine == theirs:
        return False
    if three.base is not None and theirs == three.base.values.get(path):
        return True
    if three.base is not None and mine == three.base.values.get(path):
        return False
    return _chosen(Conflict(path, mine, theirs), three, outcome) == "mine"


def _chosen(conflict: Conflict, three: _Three, outcome: Outcome) -> Side:
    side, seal = three.picks.get(conflict.path, ("mine", ""))
    if seal == conflict.seal:
        return side
    outcome.conflicts.append(conflict)
    return "mine"


def _take(values: dict[str, Any], path: str, value: Any, shape: ContactShape) -> None:
    """Put one's own value among the values for the shape."""
    name, _dot, key = path.partition(".")
    if path == MANAGERS:
        leads = [manager["user_id"] for manager in value if manager["lead"]]
        values |= {"manager_ids": shape.manager_ids, "lead_id": next(iter(leads), None)}
    elif name == "requisites":
        values["requisites"] = {**values["requisites"], key: value or ([] if key == "accounts" else "")}
    elif name == "custom":
        values["custom"][key] = shape.custom[key]
    else:
        values[path] = value


# ── ways to reach ──────────────────────────────────────────────────────────────────────────────


def _comms(shape: ContactShape, three: _Three, outcome: Outcome) -> list[dict[str, Any]]:
    """The rows that hold: theirs in their order, then one's own new ones."""
    mine = {row.id: _row(row) for row in shape.comms if row.id is not None}
    rows = [
        row
        for comm_id, theirs in three.theirs.comms.items()
        if (row := _one(comm_id, mine.pop(comm_id, None), theirs, three, outcome)) is not None
    ]
    kept_alive = [
        {**row, "id": None} for comm_id, row in mine.items() if _outlives(comm_id, row, three, outcome)
    ]
    return [*rows, *kept_alive, *(_row(row) for row in shape.comms if row.id is None)]


def _one(
    comm_id: int, mine: dict[str, Any] | None, theirs: Mapping[str, Any], three: _Three, outcome: Outcome
) -> dict[str, Any] | None:
    """The row that stands there now: as it is, as typed, or gone."""
    stays = {**_essence(theirs), "id": comm_id, "primary": theirs["primary"]}
    base = three.base.comms.get(comm_id) if three.base is not None else None
    if three.base is not None and base is None:
        return stays
    if base is not None and mine is not None and mine["primary"] != base["primary"]:
        stays["primary"] = mine["primary"]
    if _same(mine, stays) or (base is not None and _same(mine, base)):
        return stays
    if base is not None and _same(base, stays):
        return mine
    told = Conflict(f"{COMMS}{comm_id}", _essence(mine) if mine else None, _essence(theirs))
    return mine if _chosen(told, three, outcome) == "mine" else stays


def _outlives(comm_id: int, mine: dict[str, Any], three: _Three, outcome: Outcome) -> bool:
    """Whether a row that the other took away comes back as it was typed."""
    base = three.base.comms.get(comm_id) if three.base is not None else None
    if base is not None and _same(mine, base):
        return False
    return _chosen(Conflict(f"{COMMS}{comm_id}", _essence(mine), None), three, outcome) == "mine"


def _row(shape: CommShape) -> dict[str, Any]:
    """The row as it would be kept."""
    told = reaching.understood(shape, region())
    label = shape.label or told.label
    return {
        "id": shape.id, "kind": shape.kind, "value": told.value, "label": label, "parts": told.parts,
        "primary": shape.primary,
    }  # fmt: skip


def _essence(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in COMM_FIELDS}


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    return one is not None and other is not None and _essence(one) == _essence(other)
