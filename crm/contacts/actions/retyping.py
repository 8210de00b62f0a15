"""All contacts of a type get another one, or none, and the type goes: few at once, many in the background.

Each part counts a change of its contacts, those in the bin too (CON-2). The type is deleted with the last.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, delete, func, literal, select, update

from crm.contacts.facts_of_many import ContactsRetypedPart, TypeSettled
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import ContactType
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.runs import OPEN, Run, RunState
from crm.team.models import Workspace

JOB: Final = "contacts.retype"
PART: Final = 1_000
AT_ONCE: Final = 1_000
BUSY: Final = lazy("One of these types is being deleted right now. Wait until that is done.")


def start(type_id: int, new_id: int | None, *, by: Actor) -> Run | None:
    """Do it at once, if at most 1,000 contacts are concerned; else in the background, by the returned run.

    Raises:
        NotFound: one of the types went meanwhile.
    Records: ContactsRetypedPart for each part.
    """
    _hold(type_id, new_id)
    number = holders(type_id, most=AT_ONCE + 1)
    if number > AT_ONCE:
        run = runs.start(JOB, by=by, total=holders(type_id), type_id=type_id, new_id=new_id)
        later(JOB, key=str(run.id), run_id=run.id)
        return run
    _finish(type_id, new_id, by=by)
    return None


def go_on_in_background(run_id: int, *, by: Actor) -> bool:
    """Do the next part of a run; returns whether there is more to do.

    Records: ContactsRetypedPart, and TypeSettled at the end.
    """
    run = db.session.get(Run, run_id, with_for_update=True)
    if run is None or not run.is_open:
        return False
    run.state = RunState.RUNNING.value
    type_id, new_id = run.payload["type_id"], run.payload["new_id"]
    number = _part(type_id, new_id, by=by)
    run.done += number
    if number == PART:
        return True
    _hold(type_id, new_id)
    run.done += _finish(type_id, new_id, by=by)
    runs.end(run)
    record(TypeSettled(run_id=run.id, for_id=run.made_by), by=Actor.system("types"))
    return False


def open_runs() -> Sequence[Run]:
    """The deletions that are still going on."""
    return db.session.scalars(select(Run).where(Run.kind == JOB, Run.state.in_(OPEN)).order_by(Run.id)).all()


def busy() -> set[int]:
    """The types that a run is about."""
    runs_ids = ((run.payload["type_id"], run.payload["new_id"]) for run in open_runs())
    return {type_id for ids in runs_ids for type_id in ids if type_id}


def must_rest(*type_ids: int | None) -> None:
    """Refuse to begin with types that a run is about; of two who begin at once the second waits.

    Raises:
        Conflict: there is one among these.
    """
    db.session.execute(select(Workspace.id).with_for_update())
    if busy() & set(type_ids):
        raise Conflict(BUSY)


def holders(type_id: int, *, most: int | None = None) -> int:
    """How many contacts are of this type, those in the bin too, counted up to ``most``."""
    some = select(Contact.id).where(Contact.type_id == type_id).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _hold(type_id: int, new_id: int | None) -> None:
    """Lock the types: nobody gives one to a contact until the transaction ends."""
    ids = {type_id, *([new_id] if new_id is not None else [])}
    held = select(ContactType.id).where(ContactType.id.in_(ids)).order_by(ContactType.id)
    if set(db.session.scalars(held.with_for_update())) != ids:
        raise NotFound


def _finish(type_id: int, new_id: int | None, *, by: Actor) -> int:
    """Do what is left, and delete the type, which is held; returns how many contacts changed."""
    number = 0
    while part := _part(type_id, new_id, by=by):
        number += part
    db.session.execute(delete(ContactType).where(ContactType.id == type_id))
    db.session.expire_all()
    return number


def _part(type_id: int, new_id: int | None, *, by: Actor) -> int:
    """Let the next contacts change; returns how many did."""
    chosen = select(Contact.id).where(Contact.type_id == type_id).order_by(Contact.id).limit(PART)
    ids = list(db.session.scalars(chosen.with_for_update()))
    if not ids:
        return 0
    change = update(Contact).where(Contact.id == any_(literal(ids, ARRAY(BigInteger))))
    values = {"type_id": new_id, "version": Contact.version + 1, "changed_at": func.now()}
    db.session.execute(change.values(values).execution_options(synchronize_session=False))
    record(ContactsRetypedPart(type_id=type_id, into_id=new_id, contact_ids=ids), by=by)
    return len(ids)
