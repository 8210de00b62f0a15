"""An act on many contacts from its start to its report: whom it is about is fixed when it starts.

Few are done while one waits, many in the background; either way the act is a run with fixed parts, so that
its report is the same. A part is one transaction; one that is killed is done again as a whole.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select

from crm.contacts.access import BULK_EDIT
from crm.contacts.actions.bulk.rights import part_of
from crm.contacts.facts_of_many import ManyContactsChanged, ManyContactsSettled
from crm.journal.actions import keep
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Ending, Part, bulk_actions
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy, locale
from crm.kernel.jobs import later
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.runs import Run, RunPart, RunState
from crm.team.actors import actor_of

JOB: Final = "contacts.bulk"
RECORD: Final = "contact"
AT_ONCE: Final = 100
"""So few contacts are changed while one waits."""
NOBODY: Final = lazy("Select contacts first.")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an act would be about, and what the person should know before it is done; empty: nothing."""

    contacts: Count
    warning: str


def preview(action: BulkAction, ids: Select[Any], typed: Mapping[str, Any], *, by: Actor) -> Outlook:
    """What ``start`` would be about and warn of; nothing changes, not even tags that it would make.

    Raises: as ``start`` and the action's ``check``.
    """
    by.must(BULK_EDIT)
    by.must(action.can)
    with db.session.begin_nested() as trial:
        warning = action.warns(ids, action.check(typed, by), by)
        trial.rollback()
    some = ids.order_by(None).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    if not number:
        raise Invalid({"contacts": NOBODY})
    return Outlook(Count(min(number, COUNT_CAP), capped=number > COUNT_CAP), warning)


def start(action: BulkAction, ids: Select[Any], wanted: dict[str, Any], *, by: Actor) -> Run:
    """Do this to the contacts that the select finds now: at once up to 100, else in the background.

    ``wanted`` is what the action's ``check`` has returned. Whether the person may do it to each of them is
    asked when its part runs.

    Raises:
        Forbidden: the actor may not change many at once, or never do this.
        Invalid: under ``contacts``: nobody is selected.
    Records: what the action records for each contact; ManyContactsChanged and what follows at the end.
    """
    by.must(BULK_EDIT)
    by.must(action.can)
    scopes = sorted(by.scopes) if by.scopes is not None else None
    run = runs.start(JOB, by=by, action=action.key, wanted=wanted, locale=locale(), scopes=scopes)
    if not runs.fix_parts(run, ids, size=action.part):
        raise Invalid({"contacts": NOBODY})
    run.cursor = {"act_id": keep(action.act, by=by).id}
    db.session.flush()
    if (run.total or 0) > AT_ONCE:
        later(JOB, key=str(run.id), run_id=run.id)
        return run
    while do_part(run, by=by):
        pass
    db.session.expire_all()
    return run


def go_on(run_id: int) -> bool:
    """Do the next part in the background, as whoever began it; False when there is nothing more to do."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(run.made_by or 0)
    if by is None:
        runs.end(run, RunState.FAILED)
        by = Actor.system("contacts")
    elif not by.may(BULK_EDIT):
        runs.end(run, RunState.CANCELLED)
    elif run.payload["scopes"] is not None:
        by = by.narrowed_to(frozenset(run.payload["scopes"]))
    return do_part(run, by=by)


def do_part(run: Run, *, by: Actor) -> bool:
    """Do the next part of the run; False when it has ended, was cancelled, or has failed."""
    db.session.refresh(run, with_for_update=True)
    row = runs.next_part(run) if run.is_open else None
    if row is None:
        runs.end(run)
        settle(run, by=by)
        return False
    run.state = RunState.RUNNING.value
    action = bulk_actions.of(RECORD, run.payload["action"])
    part = part_of(row.ids, action.can, wanted=run.payload["wanted"], act_id=run.cursor["act_id"], by=by)
    if part.ids:
        action.apply(part)
    _note(run, row, part)
    return True


def settle(run: Run, *, by: Actor) -> None:
    """Tell once what came of a run that has ended, however it did.

    Records: ManyContactsChanged; what the action records at its end; ManyContactsSettled if one waits.
    """
    if run.cursor.get("settled"):
        return
    run.cursor = {**run.cursor, "settled": True}
    changed, skipped = run.report.get("changed", 0), run.report.get("skipped", 0)
    about = {"run_id": run.id, "act_id": run.cursor["act_id"], "action": run.payload["action"]}
    record(ManyContactsChanged(**about, contacts=changed, skipped=skipped), by=by)
    tally = run.report.get("tally", {})
    action = bulk_actions.of(RECORD, run.payload["action"])
    action.ends(Ending(run.id, run.payload["wanted"], changed, tally, by))
    if (run.total or 0) > AT_ONCE:
        told = ManyContactsSettled(run_id=run.id, for_id=run.made_by, contacts=changed)
        record(told, by=Actor.system("contacts"))
    db.session.flush()


def cancel(run: Run) -> None:
    """Stop after the part that is being done; what is done stays, and can be undone."""
    db.session.refresh(run, with_for_update=True)
    runs.cancel(run)


def my_runs(to: Actor) -> Select[Any]:
    """The person's own acts on many contacts."""
    return select(Run).where(Run.kind == JOB, Run.made_by == to.user_id)


def _note(run: Run, row: RunPart, part: Part) -> None:
    """Keep what came of a part, in it and in the run's sums."""
    changed = set(part.changed)
    same = [one for one in part.ids if one not in changed]
    row.report = {"skipped": part.skipped, "same": same}
    row.done_at = func.now()
    reasons = {reason: len(ids) for reason, ids in part.skipped.items()}
    sums = Counter(run.report.get("reasons", {})) + Counter(reasons)
    tally = Counter(run.report.get("tally", {})) + Counter(part.tally)
    run.report = {
        "changed": run.report.get("changed", 0) + len(changed),
        "same": run.report.get("same", 0) + len(same),
        "skipped": sum(sums.values()),
        "reasons": dict(sums),
        "tally": dict(tally),
    }
    run.done += len(row.ids)
    db.session.flush()
