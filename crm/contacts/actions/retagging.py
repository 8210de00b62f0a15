"""Tags of all contacts give way to another one, or to none: few at once, many in the background (CON-5).

Each part counts a change of its contacts, those in the bin too; nothing has happened *with* them, so their
latest activity stays. The tags are deleted with the last part, when nobody can take them up any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, case, delete, func, literal, select, update

from crm.contacts.facts import ContactsRetaggedPart, TagsSettled
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.contacts.queries.tags import tagged
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.runs import OPEN, Run, RunState

JOB: Final = "contacts.retag"
AT_ONCE: Final = 1_000
PART: Final = 1_000
BUSY: Final = lazy("One of these tags is being merged or deleted right now. Wait until that is done.")


@dataclass(frozen=True, slots=True)
class Swap:
    """The old tags give way to the new one, or with None to nothing."""

    old_ids: tuple[int, ...]
    new_id: int | None = None


def start(swap: Swap, *, by: Actor) -> Run | None:
    """Swap at once, if at most 1,000 contacts are concerned; else in the background, by the returned run.

    Records: ContactsRetaggedPart for each part.

    Raises:
        NotFound: one of the tags went meanwhile.
    """
    _hold(swap)
    number = holders(swap.old_ids, most=AT_ONCE + 1)
    if number > AT_ONCE:
        total = holders(swap.old_ids)
        run = runs.start(JOB, by=by, total=total, old_ids=list(swap.old_ids), new_id=swap.new_id)
        later(JOB, key=str(run.id), run_id=run.id)
        return run
    _finish(swap, by=by)
    return None


def go_on_in_background(run_id: int, *, by: Actor) -> bool:
    """Do the next part of a run; returns whether there is more to do.

    Records: ContactsRetaggedPart, and TagsSettled at the end.
    """
    run = db.session.get(Run, run_id, with_for_update=True)
    if run is None or not run.is_open:
        return False
    run.state = RunState.RUNNING.value
    swap = Swap(tuple(run.payload["old_ids"]), run.payload["new_id"])
    number = _part(swap, by=by)
    run.done += number
    if number == PART:
        return True
    _hold(swap)
    run.done += _finish(swap, by=by)
    runs.end(run)
    record(TagsSettled(run_id=run.id, for_id=run.made_by), by=Actor.system("tags"))
    return False


def open_runs() -> Sequence[Run]:
    """The swaps that are still going on."""
    return db.session.scalars(select(Run).where(Run.kind == JOB, Run.state.in_(OPEN)).order_by(Run.id)).all()


def busy() -> set[int]:
    """The tags that a run is about."""
    return {
        tag_id for run in open_runs() for tag_id in (*run.payload["old_ids"], run.payload["new_id"]) if tag_id
    }


def must_rest(tag_ids: Collection[int]) -> None:
    """Refuse to begin anything with tags that a run is about.

    Raises:
        Conflict: there is one among these.
    """
    if busy() & set(tag_ids):
        raise Conflict(BUSY)


def holders(tag_ids: Sequence[int], *, most: int | None = None) -> int:
    """How many contacts have any of these tags, those in the bin too, counted up to ``most``."""
    some = select(Contact.id).where(_have_any(tag_ids)).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _have_any(tag_ids: Sequence[int]) -> ColumnElement[bool]:
    return Contact.tag_ids.op("&&", is_comparison=True)(literal(list(tag_ids), ARRAY(BigInteger)))


def _hold(swap: Swap) -> None:
    """Lock the tags: nobody gives one to a contact until the transaction ends."""
    ids = [*swap.old_ids, *([swap.new_id] if swap.new_id is not None else [])]
    held = select(Tag.id).where(Tag.id.in_(ids)).order_by(Tag.id).with_for_update()
    if set(db.session.scalars(held)) != set(ids):
        raise NotFound


def _finish(swap: Swap, *, by: Actor) -> int:
    """Do what is left, and delete the old tags, which are held; returns how many contacts changed."""
    number = 0
    while part := _part(swap, by=by):
        number += part
    db.session.execute(delete(Tag).where(Tag.id.in_(swap.old_ids)))
    db.session.expire_all()
    return number


def _part(swap: Swap, *, by: Actor) -> int:
    """Let the next contacts change; returns how many did."""
    chosen = select(Contact.id).where(_have_any(swap.old_ids)).order_by(Contact.id).limit(PART)
    ids = list(db.session.scalars(chosen.with_for_update()))
    if not ids:
        return 0
    change = update(Contact).where(Contact.id == any_(literal(ids, ARRAY(BigInteger))))
    values = {"tag_ids": _swapped(swap), "version": Contact.version + 1, "changed_at": func.now()}
    db.session.execute(change.values(values).execution_options(synchronize_session=False))
    part = ContactsRetaggedPart(tag_ids=list(swap.old_ids), into_id=swap.new_id, contact_ids=ids)
    record(part, by=by)
    return len(ids)


def _swapped(swap: Swap) -> Any:
    """The tags of a contact without the old ones, and with the new one."""
    without: Any = Contact.tag_ids
    for old_id in swap.old_ids:
        without = func.array_remove(without, literal(old_id, BigInteger))
    if swap.new_id is None:
        return without
    joined = func.array_append(without, literal(swap.new_id, BigInteger))
    return case((tagged(swap.new_id), without), else_=joined)
