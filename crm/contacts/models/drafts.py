"""A contact that has no row yet: what a file says of it, with all that is derived from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.contacts.models.contact import CommKind, Kind


@dataclass(slots=True)
class DraftedComm:
    """One way to reach it, as ``Comm`` would keep it."""

    kind: CommKind
    value: str
    normalised: str
    label: str
    position: int
    valid: bool
    parts: Mapping[str, str] | None
    primary: bool


@dataclass(slots=True)
class Draft:
    """The columns of ``Contact`` that are typed, and those that follow from them, under the same names."""

    kind: Kind
    first_name: str = ""
    last_name: str = ""
    middle_name: str = ""
    name: str = ""
    type_id: int | None = None
    job_title: str = ""
    description: str = ""
    language: str = ""
    source: str = ""
    currency: str = ""
    external_id: str = ""
    born_on: date | None = None
    requisites: Mapping[str, Any] = field(default_factory=dict)
    comms: Sequence[DraftedComm] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    inn: str = ""
    sort_name: str = ""
    match_name: str = ""
    search_text: str = ""
