"""The audit log: all facts of the workspace, the newest first (ACC-9).

However many there are, a question looks at a bounded number of them: it begins where each filter alone finds
its newest fact, and goes through spans of ids from there, a few at a time. What it has not looked at by then
is left to the next page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from crm.journal.models import Act
from crm.kernel.db import db
from crm.kernel.facts import FACTS, FactRow
from crm.kernel.runs import Run
from crm.timeline.forms import AuditFilter

PAGE: Final = 50
SPAN: Final = 20_000
"""So many ids are looked at by one statement."""
MOST_SPANS: Final = 5
STRAYS: Final = timedelta(hours=1)
"""An act tells when it began, its id when it was written down: so far can the two orders differ."""
SIGN_INS: Final = frozenset(
    "SignedIn SignedOut SignInFailed PasswordChanged EmailChangeAsked EmailChanged TokenMade"
    " TokenRevoked".split()
)
LOOKS: Final = frozenset(("SeeAsStarted", "SeeAsEnded"))
RIGHTS: Final = ("Role", "Group", "User", "Invitation")
SHARING: Final = ("Managers", "Sharing", "Access", "Class", "Grant", "Restricted")
LISTS: Final = ("ContactType", "Tag")
RECORDS: Final = frozenset(("contacts", "timeline", "consents", "files", "privacy", "views"))

# The first id whose fact began at the moment or later: a search by halves, each step a look into the index.
_FIRST_SINCE: Final = text(
    """WITH RECURSIVE step(low, high) AS (
         SELECT CAST(0 AS bigint), coalesce((SELECT max(id) FROM fact), 0) + 1
         UNION ALL
         SELECT CASE WHEN probe.at < :moment THEN (low + high) / 2 ELSE low END,
                CASE WHEN probe.at < :moment THEN high ELSE (low + high) / 2 END
         FROM step, LATERAL (SELECT at FROM fact WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1) AS probe
         WHERE high - low > 1
       )
       SELECT min(high) FROM step"""
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which acts are asked for; None and "" ask for all. ``before`` is where the page before ended.

    An act on many records is one line, told as a whole; what it did to each stands in the log of the record,
    of the act (``act_id``), and where ``is_each`` asks for it.
    """

    actor_id: int | None = None
    kind: str = ""
    through: str = ""
    about_kind: str = ""
    about_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = PAGE
    act_id: int | None = None
    is_each: bool = False


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some acts, the newest first. ``next_before`` is where the rest begins, None where there is none.

    A page may hold few acts, or none, and yet be followed by others: then it was looked at for long enough.
    """

    rows: Sequence[FactRow]
    next_before: int | None


def wish_of(asked: AuditFilter, *, before: int | None = None, limit: int = PAGE) -> Wish:
    """What was typed, as a question."""
    since, until = asked.period
    return Wish(
        asked.actor_id, asked.kind or "", asked.through or "", asked.about_kind, asked.about_id, since, until,
        before, limit, asked.act_id,
    )  # fmt: skip


def kind_of(name: str) -> str:
    """What kind of act a fact of this name is: a key of ``presenters.audit.KINDS``."""
    package, _, act = name.partition(".")
    if package == "team" and act in SIGN_INS:
        return "sign_in"
    if act in LOOKS:
        return "seeing_as"
    if "Export" in act or "Downloaded" in act:
        return "export"
    if package == "team" and act.startswith(RIGHTS):
        return "rights"
    if act.startswith(LISTS):
        return "settings"
    if act.startswith(SHARING) or act.removeprefix("Contact").startswith(SHARING):
        return "sharing"
    return "records" if package in RECORDS else "settings"


def audited(wish: Wish) -> AuditPage:
    """A page of the acts that are asked for."""
    filters = _filters(wish)
    low, top = _bounds(wish)
    rows: list[FactRow] = []
    for _span in range(MOST_SPANS):
        if top <= low:
            break
        bottom = max(top - SPAN, low)
        within = select(FactRow).where(FactRow.id < top, FactRow.id >= bottom, *filters)
        missing = wish.limit + 1 - len(rows)
        rows += db.session.scalars(within.order_by(FactRow.id.desc()).limit(missing))
        if len(rows) > wish.limit:
            return AuditPage(rows[: wish.limit], rows[wish.limit - 1].id)
        top = bottom
    return AuditPage(rows, top if top > low else None)


def parts(wish: Wish) -> Iterator[Sequence[FactRow]]:
    """All acts that are asked for, the newest first, a thousand at a time."""
    before: int | None = wish.before
    while True:
        page = audited(replace(wish, limit=1_000, before=before))
        if page.rows:
            yield page.rows
        if page.next_before is None:
            return
        before = page.next_before


def all_facts() -> Select[Any]:
    """All facts."""
    return select(FactRow)


def _filters(wish: Wish) -> list[ColumnElement[bool]]:
    found = list(_of_many(wish))
    if wish.actor_id is not None:
        found.append(FactRow.actor_id == wish.actor_id if wish.actor_id else FactRow.actor_id.is_(None))
    if wish.kind:
        found.append(FactRow.name.in_(_names(wish.kind)))
    if wish.about_kind and wish.about_id is not None:
        about = tuple_(FactRow.subject_kind, FactRow.subject_id)
        found.append(about == tuple_(literal(wish.about_kind), literal(wish.about_id)))
    if wish.through:
        found.append(FactRow.through == wish.through)
    if wish.since is not None:
        found.append(FactRow.at >= wish.since)
    if wish.until is not None:
        found.append(FactRow.at < wish.until)
    return found


def _of_many(wish: Wish) -> Iterator[ColumnElement[bool]]:
    """One act alone; else, unless each record is asked for, acts on many as a whole."""
    if wish.act_id is not None:
        yield FactRow.body["act_id"].as_integer() == wish.act_id
    elif not wish.is_each and wish.about_id is None:
        yield FactRow.name.not_in([name for name, fact in FACTS.items() if fact.among_many])


def _bounds(wish: Wish) -> tuple[int, int]:
    """The ids between which the acts lie: from the first, and below the second."""
    since, until = _when(wish)
    low = _first_since(since - STRAYS) if since is not None else 0
    tops = [wish.before] if wish.before is not None else []
    if until is not None:
        tops.append(_first_since(until + STRAYS))
    below = FactRow.id < min(tops) if tops else literal(True)
    for newest in _newest(wish, below):
        found = db.session.scalar(newest)
        tops.append((found or 0) + 1)
    if not tops:
        tops.append((db.session.scalar(select(func.max(FactRow.id))) or 0) + 1)
    return low, min(tops)


def _when(wish: Wish) -> tuple[datetime | None, datetime | None]:
    """The period that was asked for; without one that of the act: it may lie far back."""
    since, until = wish.since, wish.until
    if wish.act_id is not None:
        since = since or db.session.scalar(select(Act.made_at).where(Act.id == wish.act_id))
        ended = select(Run.ended_at).where(Run.cursor["act_id"].as_integer() == wish.act_id)
        until = until or db.session.scalar(ended.limit(1))
    return since, until


def _newest(wish: Wish, below: ColumnElement[bool]) -> list[Select[Any]]:
    """For each filter that an index knows: where it alone finds its newest fact."""
    ids = select(FactRow.id).where(below).order_by(FactRow.id.desc()).limit(1)
    found: list[Select[Any]] = []
    if wish.actor_id:
        found.append(ids.where(FactRow.actor_id == wish.actor_id))
    if wish.about_kind and wish.about_id is not None:
        found.append(ids.where(FactRow.subject_kind == wish.about_kind, FactRow.subject_id == wish.about_id))
    if wish.kind:
        names = func.unnest(literal(_names(wish.kind), ARRAY(Text))).table_valued("name")
        of_name = ids.where(FactRow.name == names.c.name).lateral()
        found.append(select(func.max(of_name.c.id)).select_from(names).join(of_name, literal(True)))
    return found


def _first_since(moment: datetime) -> int:
    return int(db.session.scalar(_FIRST_SINCE, {"moment": moment}) or 0)


def _names(kind: str) -> list[str]:
    return [name for name in FACTS if kind_of(name) == kind]
