"""The run: what the dry run staged becomes contacts, a chunk in each transaction.

The cursor is the staged lines themselves: a chunk's lines are dropped in the transaction that makes contacts
of them, so that a killed run goes on with what is left, and every line counts once. Of a long run a second
worker takes the lines from their end; whoever finds at last that a line is gone takes its own chunk back.
"""

from typing import Final

from sqlalchemy import select, text, update

from crm.contacts.access import ASSIGN_CONTACTS, CREATE_CONTACTS
from crm.contacts.actions.granting import STRANGE, can_be_granted
from crm.contacts.forms.access import levels
from crm.contacts.models.classes import ContactClass
from crm.imports.access import RUN_IMPORTS
from crm.imports.actions import ending, firms, taken, updating, writing
from crm.imports.actions.chunks import Chunk, next_chunk
from crm.imports.actions.lists import make_lists
from crm.imports.actions.staging import SOON, UNSEEN
from crm.imports.actions.wishing import CLASSES
from crm.imports.forms import WishShape
from crm.imports.models import ENDED_EARLY, Import, Stage, Verdict
from crm.imports.queries import left_of
from crm.imports.targets import ACCESS, MANAGERS
from crm.journal.actions import keep
from crm.journal.queries import undo_of
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.i18n import LazyText, kept, lazy
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of

RUN: Final = "imports.run"
ASSIST: Final = "imports.assist"
CHUNK: Final = 5_000
"""So many lines become contacts in one transaction."""
SHORTEST: Final = 500
"""So many at least, where the end is near and two workers share what is left."""
CHANGES: Final = 200
"""So many contacts are changed in one."""
LONG: Final = 20_000
"""Of a run of so many lines a second worker takes its part."""
NOTHING: Final = lazy("No row of the file can be imported.")
NOTHING_LEFT: Final = lazy("No row is left that could be imported.")
UNDONE: Final = lazy("This import was undone: it can’t go on any more. Upload the file again.")
NO_RIGHT: Final = lazy("Whoever began the import may not import, or not choose this access, any more.")
NO_CLASS: Final = lazy("A class that contacts were to get was deleted: check the file again.")
PLANS: Final = (
    text("SET LOCAL enable_hashjoin TO off"),
    text("SET LOCAL enable_mergejoin TO off"),
    text("SET LOCAL enable_seqscan TO off"),
    text("SET LOCAL join_collapse_limit TO 1"),
    text("SET LOCAL enable_memoize TO off"),
)
"""A chunk finds all its rows by their keys, from its lines on, whatever the statistics say of tables that are
being filled."""


class Overtaken(Exception):
    """The other worker made contacts of these lines first: the transaction is to be taken back."""


def start(one: Import, *, by: Actor) -> None:
    """Begin to make contacts of what the dry run found good, in the background; once, if asked twice.

    One that was stopped, or failed, goes on with the lines that are left, as the same act.

    Raises:
        Forbidden: the actor may not import, or not add contacts.
        Conflict: there was no dry run, or it found nothing good; or nothing is left, or it was undone.
    Records: ContactImported for each new contact, ContactUpdated for each that is changed; ContactsImported
        and what follows at the end.
    """
    by.must(RUN_IMPORTS)
    by.must(CREATE_CONTACTS)
    db.session.refresh(one, with_for_update=True)
    if one.stage in (Stage.RUNNING, Stage.DONE):
        return
    if one.stage in ENDED_EARLY:
        _resume(one, by=by)
        return
    if one.stage != Stage.CHECKED:
        raise Conflict(lazy("Check the file first."))
    wanted = ("companies_new", Verdict.NEW, Verdict.UPDATE)
    if not one.counts.get(Verdict.NEW) and not one.counts.get(Verdict.UPDATE):
        raise Conflict(NOTHING)
    make_lists(one, by=by)
    one.act_id, one.report = keep(RUN, by=by).id, {}
    _begin(one, sum(one.counts.get(name, 0) for name in wanted), by=by)


def _resume(one: Import, *, by: Actor) -> None:
    """Go on with the lines that are left, exactly as they were checked; what was done stays counted."""
    if one.run_id is not None:
        db.session.get_one(Run, one.run_id, with_for_update=True)  # whoever undoes the act holds it too
    if undo_of(one.act_id or 0) is not None:
        raise Conflict(UNDONE)
    if refusal := _refusal(one, by):
        raise Conflict(refusal)
    left = db.session.scalar(left_of(one)) or 0
    if not left:
        raise Conflict(NOTHING_LEFT)
    one.report = {name: one.report[name] for name in ending.TOLD if name in one.report}
    _begin(one, left, by=by)


def _begin(one: Import, total: int, *, by: Actor) -> None:
    scopes = sorted(by.scopes) if by.scopes is not None else None
    run = runs.start(RUN, by=by, total=total, import_id=one.id, scopes=scopes)
    run.cursor = {"act_id": one.act_id}
    one.run_id, one.stage = run.id, Stage.RUNNING.value
    db.session.flush()
    later(RUN, key=str(run.id), run_id=run.id)


def go_on(run_id: int, *, from_end: bool = False) -> bool:
    """Make contacts of the next chunk, as whoever began it; False when there is nothing more to do.

    Raises:
        Overtaken: the other worker was faster.
    """
    run = db.session.get_one(Run, run_id, populate_existing=True)
    import_id = run.payload["import_id"]
    one = db.session.get_one(Import, import_id, with_for_update={"read": True}, populate_existing=True)
    by = _actor(run)
    refusal = _refusal(one, by)
    if by is None or refusal or not run.is_open:
        return False if from_end else _end(run, one, refusal)
    for plan in PLANS:
        db.session.execute(plan)
    chunk = next_chunk(one, Verdict.NEW, _size(run), from_end=from_end)
    if chunk.number:
        db.session.execute(SOON)
        left = taken.without_taken(one, chunk)
        if left is None or (left.number and not _written(one, left, by)):
            raise Overtaken
        _assist(run, one, chunk)
        return _counted(run, chunk.number)
    if from_end:
        return False
    changes = next_chunk(one, Verdict.UPDATE, CHANGES)
    if changes.number:
        updating.apply(one, changes.numbers(), by=by)
        return _counted(run, changes.number)
    return _end(run, one, None)


def _written(one: Import, chunk: Chunk, by: Actor) -> bool:
    writing.write(one, chunk, by=by)
    return writing.settle(one, chunk)


def cancel(one: Import) -> None:
    """Stop after the present chunk: a dry run is dropped; contacts that were made stay, and can be undone."""
    if one.run_id is not None:
        run = db.session.get_one(Run, one.run_id, with_for_update=True, populate_existing=True)
        runs.cancel(run)
    if one.stage == Stage.CHECKING:
        one.stage = Stage.MAPPING.value
    db.session.flush()


def _actor(run: Run) -> Actor | None:
    by = actor_of(run.made_by or 0)
    if by is not None and run.payload["scopes"] is not None:
        return by.narrowed_to(frozenset(run.payload["scopes"]))
    return by


def _refusal(one: Import, by: Actor | None) -> LazyText | None:
    """Why the run can't go on."""
    wish = WishShape(**one.wish)
    assigns = wish.class_id is not None or wish.sharing is not None or wish.restricted
    assigns |= bool(wish.grants)
    opening = (MANAGERS | ACCESS) & set(wish.targets)
    assigns |= bool(set(wish.manager_ids) - {by.user_id if by else None} or opening)
    needed = (RUN_IMPORTS, CREATE_CONTACTS, *((ASSIGN_CONTACTS,) if assigns else ()))
    if by is None or not all(by.may(may) for may in needed):
        return NO_RIGHT
    classes = {*one.seen.get(CLASSES, ()), wish.class_id} - {None}
    if classes and classes - set(db.session.scalars(select(ContactClass.id))):
        return NO_CLASS
    if wish.grants and not can_be_granted(levels(wish.grants)):
        return STRANGE
    return None


def _size(run: Run) -> int:
    """How many lines to take: of a long run fewer towards its end, so that neither worker waits long."""
    left = (run.total or 0) - run.done
    return min(CHUNK, max(SHORTEST, left // 4)) if run.cursor.get("assisted") else CHUNK


def _assist(run: Run, one: Import, chunk: Chunk) -> None:
    """Ask a second worker for help, once, when the companies are there and there is much left.

    Companies come alone: fewer of them than a chunk holds are the last ones, but for those with rows.
    """
    more = chunk.of_companies and (chunk.number == CHUNK or one.seen.get(firms.FIRST))
    if more or (run.total or 0) - run.done < LONG or one.report.get("assisted"):
        return
    if run.cursor.get("assisted"):
        return
    run.cursor = {**run.cursor, "assisted": True}
    later(ASSIST, key=str(run.id), run_id=run.id)


def _counted(run: Run, number: int) -> bool:
    """Count what was done; last in the transaction, since the other worker waits for the row."""
    going = update(Run).where(Run.id == run.id, Run.state == RunState.WAITING.value)
    db.session.execute(going.values(state=RunState.RUNNING.value), execution_options=UNSEEN)
    counting = update(Run).where(Run.id == run.id)
    db.session.execute(counting.values(done=Run.done + number), execution_options=UNSEEN)
    return True


def _end(run: Run, one: Import, refusal: LazyText | None) -> bool:
    """End the run, once no other worker is within a chunk of it; true if such a one left lines behind."""
    db.session.refresh(one, with_for_update=True)
    db.session.refresh(run, with_for_update=True)
    if run.is_open and refusal is None and db.session.scalar(left_of(one)):
        return True
    if refusal is not None:
        runs.end(run, RunState.FAILED)
        one.report = {**one.report, "why": kept(refusal)}
    runs.end(run)
    ending.settle(one, run, by=_actor(run) or Actor.system("imports"))
    return False
