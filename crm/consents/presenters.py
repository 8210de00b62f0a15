"""The ledger in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.consents.forms import SOURCES
from crm.consents.models import Consent, Purpose
from crm.contacts.presenters.cards import Moment, moment
from crm.kernel.i18n import _
from crm.team.queries import names_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger."""

    id: int
    purpose: str
    given: bool
    source: str
    note: str
    text: str
    text_version: int
    at: Moment
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A purpose and what holds for it: ``line`` is None where nothing was ever said."""

    purpose: Purpose
    line: Line | None
    is_older_text: bool


def lines(ledger: Sequence[Consent], purposes: Sequence[Purpose]) -> list[Line]:
    """The lines in words; one query for the names of the people."""
    people = names_of(line.made_by for line in ledger)
    names = {purpose.id: purpose.shown for purpose in purposes}
    return [_line(line, names.get(line.purpose_id, ""), people) for line in ledger]


def standings(purposes: Sequence[Purpose], held: dict[int, Consent]) -> list[Standing]:
    """What holds for each purpose; one that was put aside is told only where it was ever consented to."""
    told = {line.id: line for line in lines(list(held.values()), purposes)}
    found = []
    for purpose in purposes:
        line = held.get(purpose.id)
        if line is None and purpose.archived_at is not None:
            continue
        older = line is not None and line.given and line.text_version < purpose.text_version
        found.append(Standing(purpose, told[line.id] if line else None, older))
    return found


def _line(line: Consent, purpose: str, people: dict[int, str]) -> Line:
    return Line(
        id=line.id,
        purpose=purpose,
        given=line.given,
        source=str(SOURCES.get(line.source, line.source)),
        note=line.note,
        text=line.text,
        text_version=line.text_version,
        at=moment(line.happened_at),
        by=people.get(line.made_by or 0) or _("Artel"),
    )
