"""Who would see more, and who less, by the changes of a checked file (ACC-7): counted before it is run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.queries.audience import MOST_ASKED, rows_of, stance
from crm.imports.models import ImportLine, Verdict
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.actors import actors_of
from crm.team.queries import active_users

GAINS: Final = "gains"
LOSES: Final = "loses"
PART: Final = 1_000
Rows = Mapping[str, int]


def told(import_id: int) -> dict[str, dict[str, int]]:
    """By user, with how many known contacts they may do more afterwards, and with how many less.

    Contacts of the same access are weighed once. At most 1,000 users are asked.
    """
    kinds: Counter[tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]] = Counter()
    for before, after in _changes(import_id):
        kinds[frozenset(before.items()), frozenset(after.items())] += 1
    found: dict[str, Counter[str]] = {GAINS: Counter(), LOSES: Counter()}
    people = _people() if kinds else {}
    for (had, has), number in kinds.items():
        for user_id, actor in people.items():
            was, will = stance(actor, dict(had)) or 0, stance(actor, dict(has)) or 0
            if was != will:
                found[GAINS if will > was else LOSES][str(user_id)] += number
    return {name: dict(counted) for name, counted in found.items()}


def _people() -> dict[int, Actor]:
    users: Sequence[Any] = db.session.scalars(active_users().limit(MOST_ASKED)).all()
    return actors_of([user.id for user in users])


def _changes(import_id: int) -> Iterator[tuple[Rows, Rows]]:
    """The access list of each contact whose access changes: before, and afterwards."""
    lines = select(ImportLine.line, ImportLine.contact_id, ImportLine.wanted).where(
        ImportLine.import_id == import_id,
        ImportLine.verdict == Verdict.UPDATE.value,
        ImportLine.wanted.has_key("rows"),
    )
    after = 0
    while some := db.session.execute(
        lines.where(ImportLine.line > after).order_by(ImportLine.line).limit(PART)
    ).all():
        before = rows_of([row.contact_id for row in some])
        for row in some:
            had, will = before[row.contact_id], row.wanted["rows"]
            kept = {} if row.wanted["access"].get("restricted") else _of_steps(had)
            yield had, {**kept, **will}
        after = some[-1].line


def _of_steps(rows: Rows) -> Rows:
    """Whoever is responsible for a step sees the contact as before."""
    return {name: level for name, level in rows.items() if name.startswith("s")}
