"""The run: what the dry run staged becomes contacts, a chunk in each transaction.

The cursor is the staged lines themselves: a chunk's lines are dropped in the transaction that makes contacts
of them, so that a killed run goes on with what is left, and every line counts once.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, Integer, any_, func, literal, select

from crm.contacts.access import ASSIGN_CONTACTS, CREATE_CONTACTS
from crm.contacts.models.contact import ContactManager
from crm.imports.access import RUN_IMPORTS
from crm.imports.actions import ending, writing
from crm.imports.actions.lists import make_lists
from crm.imports.forms import WishShape
from crm.imports.models import Import, ImportLine, Stage, Verdict
from crm.journal.actions import keep
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of

RUN: Final = "imports.run"
CHUNK: Final = 5_000
"""So many lines become contacts in one transaction."""
NOTHING: Final = lazy("No row of the file can be imported.")


def start(one: Import, *, by: Actor) -> None:
    """Begin to make contacts of what the dry run found good, in the background; once, if asked twice.

    Raises:
        Forbidden: the actor may not import, or not add contacts.
        Conflict: there was no dry run, or it found nothing good.
    Records: ContactImported for each contact; ContactsImported and what follows at the end.
    """
    by.must(RUN_IMPORTS)
    by.must(CREATE_CONTACTS)
    db.session.refresh(one, with_for_update=True)
    if one.stage in (Stage.RUNNING, Stage.DONE):
        return
    if one.stage != Stage.CHECKED:
        raise Conflict(lazy("Check the file first."))
    if not one.counts.get(Verdict.NEW):
        raise Conflict(NOTHING)
    make_lists(one, by=by)
    total = one.counts[Verdict.NEW] + one.counts.get("companies_new", 0)
    scopes = sorted(by.scopes) if by.scopes is not None else None
    run = runs.start(RUN, by=by, total=total, import_id=one.id, scopes=scopes)
    one.act_id = keep(RUN, by=by).id
    run.cursor = {"act_id": one.act_id}
    one.run_id, one.stage, one.report = run.id, Stage.RUNNING.value, {}
    db.session.flush()
    later(RUN, key=str(run.id), run_id=run.id)


def go_on(run_id: int) -> bool:
    """Make contacts of the next chunk, as whoever began it; False when there is nothing more to do."""
    run = db.session.get_one(Run, run_id, with_for_update=True, populate_existing=True)
    one = db.session.get_one(Import, run.payload["import_id"], with_for_update=True, populate_existing=True)
    by = actor_of(run.made_by or 0)
    if by is not None and run.payload["scopes"] is not None:
        by = by.narrowed_to(frozenset(run.payload["scopes"]))
    if by is None or not _still_may(one, by):
        runs.end(run, RunState.FAILED)
        by = by or Actor.system("imports")
    lines = _next(one) if run.is_open else []
    if not lines:
        runs.end(run)
        ending.settle(one, run, by=by)
        return False
    run.state = RunState.RUNNING.value
    writing.write(one, lines, by=by)
    _count(one, lines, by)
    writing.settle(one, lines)
    run.done += len(lines)
    db.session.flush()
    return True


def cancel(one: Import) -> None:
    """Stop after the present chunk: a dry run is dropped; contacts that were made stay, and can be undone."""
    if one.run_id is not None:
        run = db.session.get_one(Run, one.run_id, with_for_update=True, populate_existing=True)
        runs.cancel(run)
    if one.stage == Stage.CHECKING:
        one.stage = Stage.MAPPING.value
    db.session.flush()


def _still_may(one: Import, by: Actor) -> bool:
    wish = WishShape(**one.wish)
    assigns = wish.class_id is not None or wish.sharing is not None or set(wish.manager_ids) - {by.user_id}
    needed = (RUN_IMPORTS, CREATE_CONTACTS, *((ASSIGN_CONTACTS,) if assigns else ()))
    return all(by.may(may) for may in needed)


def _next(one: Import) -> Sequence[int]:
    """The lines of the next chunk: companies first, since people are linked with them."""
    left = select(ImportLine.line).where(
        ImportLine.import_id == one.id, ImportLine.verdict == Verdict.NEW.value
    )
    return db.session.scalars(left.order_by(ImportLine.line).limit(CHUNK)).all()


def _count(one: Import, lines: Sequence[int], by: Actor) -> None:
    """Add the chunk to what is told at the end: contacts, companies, and contacts of each new manager."""
    managers = Counter({int(key): number for key, number in one.report.get("managers", {}).items()})
    managers += Counter(_managers(one, lines))
    managers.pop(by.user_id or 0, None)
    companies = sum(line < 0 for line in lines)
    report: dict[str, Any] = dict(one.report)
    report["contacts"] = report.get("contacts", 0) + len(lines) - companies
    report["companies"] = report.get("companies", 0) + companies
    report["managers"] = {str(key): number for key, number in managers.items()}
    one.report = report


def _managers(one: Import, lines: Sequence[int]) -> dict[int, int]:
    counted = (
        select(ContactManager.user_id, func.count())
        .join(ImportLine, ImportLine.contact_id == ContactManager.contact_id)
        .where(ImportLine.import_id == one.id, ImportLine.line == any_(literal(list(lines), ARRAY(Integer))))
        .group_by(ContactManager.user_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}
