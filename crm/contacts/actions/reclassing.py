"""All contacts of a class get another one, or none, and the class goes: few at once, many in the background.

Each part counts a change of its contacts, those in the bin too, and derives their rows of the access list.
Until its last part the class goes on granting what it grants to the contacts that still have it.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, delete, func, literal, select, update

from crm.contacts.access import derive_access
from crm.contacts.facts_of_access import ClassSettled, ContactsReclassedPart
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.runs import OPEN, Run, RunState
from crm.team.models import Workspace

JOB: Final = "contacts.reclass"
PART: Final = 1_000
AT_ONCE: Final = 1_000
BUSY: Final = lazy("One of these classes is being deleted right now. Wait until that is done.")


def start(class_id: int, new_id: int | None, *, by: Actor) -> Run | None:
    """Do it at once, if at most 1,000 contacts are concerned; else in the background, by the returned run.

    Raises:
        NotFound: one of the classes went meanwhile.
    Records: ContactsReclassedPart for each part.
    """
    _hold(class_id, new_id)
    number = _holders(class_id, most=AT_ONCE + 1)
    if number > AT_ONCE:
        run = runs.start(JOB, by=by, total=_holders(class_id), class_id=class_id, new_id=new_id)
        later(JOB, key=str(run.id), run_id=run.id)
        return run
    _finish(class_id, new_id, by=by)
    return None


def go_on_in_background(run_id: int, *, by: Actor) -> bool:
    """Do the next part of a run; returns whether there is more to do.

    Records: ContactsReclassedPart, and ClassSettled at the end.
    """
    run = db.session.get(Run, run_id, with_for_update=True)
    if run is None or not run.is_open:
        return False
    run.state = RunState.RUNNING.value
    class_id, new_id = run.payload["class_id"], run.payload["new_id"]
    number = _part(class_id, new_id, by=by)
    run.done += number
    if number == PART:
        return True
    _hold(class_id, new_id)
    run.done += _finish(class_id, new_id, by=by)
    runs.end(run)
    record(ClassSettled(run_id=run.id, for_id=run.made_by), by=Actor.system("classes"))
    return False


def open_runs() -> Sequence[Run]:
    """The deletions that are still going on."""
    return db.session.scalars(select(Run).where(Run.kind == JOB, Run.state.in_(OPEN)).order_by(Run.id)).all()


def busy() -> set[int]:
    """The classes that a run is about."""
    runs_ids = ((run.payload["class_id"], run.payload["new_id"]) for run in open_runs())
    return {class_id for ids in runs_ids for class_id in ids if class_id}


def must_rest(*class_ids: int | None) -> None:
    """Refuse to begin with classes that a run is about; of two who begin at once the second waits.

    Raises:
        Conflict: there is one among these.
    """
    db.session.execute(select(Workspace.id).with_for_update())
    if busy() & set(class_ids):
        raise Conflict(BUSY)


def _holders(class_id: int, *, most: int | None = None) -> int:
    some = select(Contact.id).where(Contact.class_id == class_id).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _hold(class_id: int, new_id: int | None) -> None:
    """Lock the classes: nobody gives one to a contact until the transaction ends."""
    ids = {class_id, *([new_id] if new_id is not None else [])}
    held = select(ContactClass.id).where(ContactClass.id.in_(ids)).order_by(ContactClass.id)
    if set(db.session.scalars(held.with_for_update())) != ids:
        raise NotFound


def _finish(class_id: int, new_id: int | None, *, by: Actor) -> int:
    """Do what is left, and delete the class, which is held; returns how many contacts changed."""
    number = 0
    while part := _part(class_id, new_id, by=by):
        number += part
    db.session.execute(delete(ContactClass).where(ContactClass.id == class_id))
    db.session.expire_all()
    return number


def _part(class_id: int, new_id: int | None, *, by: Actor) -> int:
    """Let the next contacts change; returns how many did."""
    chosen = select(Contact.id).where(Contact.class_id == class_id).order_by(Contact.id).limit(PART)
    ids = list(db.session.scalars(chosen.with_for_update()))
    if not ids:
        return 0
    change = update(Contact).where(Contact.id == any_(literal(ids, ARRAY(BigInteger))))
    values = {"class_id": new_id, "version": Contact.version + 1, "changed_at": func.now()}
    db.session.execute(change.values(values).execution_options(synchronize_session=False))
    derive_access(ids)
    record(ContactsReclassedPart(class_id=class_id, into_id=new_id, contact_ids=ids), by=by)
    return len(ids)
