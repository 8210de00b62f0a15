"""Keeping the pairs of contacts that may be one (CON-17): the search over all, and what follows a change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Text, any_, cast, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.access import EDIT_CONTACTS, MERGE_CONTACTS
from crm.contacts.facts import DuplicatesSought, PairDismissed, PairTakenBack
from crm.contacts.models.contact import Contact
from crm.contacts.models.duplicates import DuplicatePair
from crm.contacts.queries.candidates import of_each
from crm.contacts.queries.resemblance import Resemblance
from crm.contacts.queries.signatures import match_name, signatures
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import later
from crm.kernel.runs import Run, start
from crm.team.models import Workspace

SEARCH: Final = "contacts.find_duplicates"
PART: Final = 500
FOLDED_AT_ONCE: Final = 2_000


def begin_search(*, by: Actor) -> Run:
    """Begin to look through all contacts, in the background; one search runs at a time, else the running one.

    Raises:
        Forbidden: the actor may not merge contacts.
    """
    by.must(MERGE_CONTACTS)
    db.session.execute(select(Workspace.id).with_for_update())
    if (running := running_search()) is not None:
        return running
    contacts = db.session.scalar(select(func.count()).select_from(_all_ids().subquery()))
    run = start(SEARCH, by=by, total=contacts)
    later(SEARCH, key=str(run.id), run_id=run.id)
    return run


def running_search() -> Run | None:
    """The search that runs now."""
    return db.session.scalar(select(Run).where(Run.kind == SEARCH, Run.state.in_(runs.OPEN)).order_by(Run.id))


def search_part(run: Run) -> bool:
    """Look through the next contacts; False when the search is at its end, or was cancelled.

    Records: DuplicatesSought at the end.
    """
    db.session.refresh(run, with_for_update=True)
    if not run.is_open:
        return False
    run.state = runs.RunState.RUNNING.value
    if not run.cursor.get("folded"):
        run.cursor = {"folded": not fold_names()}
        return True
    ids = db.session.scalars(_all_ids().where(Contact.id > run.cursor.get("after", 0)).limit(PART)).all()
    if not ids:
        runs.end(run)
        record(DuplicatesSought(run_id=run.id, for_id=run.made_by), by=Actor.system("duplicates"))
        return False
    check(ids)
    run.cursor, run.done = {**run.cursor, "after": ids[-1]}, run.done + len(ids)
    return True


def fold_names() -> int:
    """Fold the names of some contacts that have never been compared; returns how many, 0 when all are.

    Names of which nothing can be compared (no letter, no digit) are left as they are.
    """
    unfolded = (
        select(Contact).where(Contact.match_name == "", Contact.deleted_at.is_(None)).order_by(Contact.id)
    )
    changes = [
        (contact.id, match_name(contact)) for contact in db.session.scalars(unfolded.limit(FOLDED_AT_ONCE))
    ]
    named = [(contact_id, name) for contact_id, name in changes if name]
    if named:
        ids, names = zip(*named, strict=True)
        rows = func.unnest(literal(list(ids), ARRAY(BigInteger)), cast(list(names), ARRAY(Text)))
        new = rows.table_valued("id", "name").render_derived(name="new")
        db.session.execute(update(Contact).where(Contact.id == new.c.id).values(match_name=new.c.name))
    return len(named)


def check(contact_ids: Collection[int]) -> None:
    """Bring the pairs of these contacts in step with what they hold now. Repeatable; bounded statements."""
    asked = list(signatures(contact_ids).values())
    found = of_each(asked, known=_partners(contact_ids))
    pairs = {
        _key(signature.id or 0, lookalike.id): lookalike.resemblance
        for signature, lookalikes in zip(asked, found, strict=True)
        for lookalike in lookalikes
    }
    _forget(contact_ids, but=pairs)
    _keep(pairs)


def dismiss(one: Contact, other: Contact, *, by: Actor) -> None:
    """Remember that the two are not the same; the pair is not shown again until that is taken back.

    Raises:
        Forbidden: the actor may not change both.
    Records: PairDismissed.
    """
    low, high = _both(one, other, by)
    pair = insert(DuplicatePair).values(
        low_id=low, high_id=high, score=0, dismissed_at=func.now(), dismissed_by=by.user_id
    )
    again = {"dismissed_at": func.now(), "dismissed_by": by.user_id}
    written = pair.on_conflict_do_update(
        index_elements=["low_id", "high_id"], set_=again, where=DuplicatePair.dismissed_at.is_(None)
    )
    if db.session.scalar(written.returning(DuplicatePair.low_id)):
        record(PairDismissed(contact_id=low, other_id=high), by=by)


def dismiss_all(contact: Contact, other_ids: Sequence[int], *, by: Actor) -> None:
    """Remember that the contact is none of these; those that the actor may not change are passed over.

    Records: PairDismissed for each.
    """
    others = Contact.editable_by(by).where(Contact.id.in_(other_ids), Contact.id != contact.id)
    for other in db.session.scalars(others.order_by(Contact.id)).all():
        if by.may(EDIT_CONTACTS, contact):
            dismiss(contact, other, by=by)


def take_back(one: Contact, other: Contact, *, by: Actor) -> None:
    """Forget that the two are not the same: if they look like one, the pair is shown again.

    Raises:
        Forbidden: the actor may not change both.
    Records: PairTakenBack.
    """
    low, high = _both(one, other, by)
    pair = update(DuplicatePair).where(DuplicatePair.low_id == low, DuplicatePair.high_id == high)
    open_again = pair.where(DuplicatePair.dismissed_at.is_not(None)).values(
        dismissed_at=None, dismissed_by=None
    )
    if db.session.scalar(open_again.returning(DuplicatePair.low_id)):
        check([low])
        record(PairTakenBack(contact_id=low, other_id=high), by=by)


def _both(one: Contact, other: Contact, by: Actor) -> tuple[int, int]:
    for contact in (one, other):
        by.must(EDIT_CONTACTS, contact)
    return _key(one.id, other.id)


def _key(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _all_ids() -> Any:
    return select(Contact.id).where(Contact.deleted_at.is_(None)).order_by(Contact.id)


def _touching(contact_ids: Iterable[int]) -> Any:
    chosen = any_(literal(list(contact_ids), ARRAY(BigInteger)))
    return or_(DuplicatePair.low_id == chosen, DuplicatePair.high_id == chosen)


def _partners(contact_ids: Collection[int]) -> dict[int, set[int]]:
    """With whom each of these contacts stands in a pair."""
    partners: dict[int, set[int]] = defaultdict(set)
    for low, high in db.session.execute(
        select(DuplicatePair.low_id, DuplicatePair.high_id).where(_touching(contact_ids))
    ):
        partners[low].add(high)
        partners[high].add(low)
    return partners


def _forget(contact_ids: Collection[int], *, but: Collection[tuple[int, int]]) -> None:
    stale = delete(DuplicatePair).where(_touching(contact_ids), DuplicatePair.dismissed_at.is_(None))
    if but:
        lows, highs = zip(*but, strict=True)
        kept = func.unnest(literal(list(lows), ARRAY(BigInteger)), literal(list(highs), ARRAY(BigInteger)))
        rows = kept.table_valued("low", "high").render_derived(name="kept")
        stale = stale.where(
            tuple_(DuplicatePair.low_id, DuplicatePair.high_id).not_in(select(rows.c.low, rows.c.high))
        )
    db.session.execute(stale)


def _keep(pairs: dict[tuple[int, int], Resemblance]) -> None:
    if not pairs:
        return
    values = [
        {
            "low_id": low,
            "high_id": high,
            "score": like.score,
            "reasons": [reason.as_data() for reason in like.reasons],
        }
        for (low, high), like in sorted(pairs.items())
    ]
    row = insert(DuplicatePair)
    news = {"score": row.excluded.score, "reasons": row.excluded.reasons}
    differs = or_(DuplicatePair.score != row.excluded.score, DuplicatePair.reasons != row.excluded.reasons)
    kept = row.on_conflict_do_update(index_elements=["low_id", "high_id"], set_=news, where=differs)
    db.session.execute(kept, values)
