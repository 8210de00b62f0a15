"""Erasing a person: everything that names them goes, in bounded steps, and there is no way back (CON-22).

The steps keep no cursor: each takes away some of what is still there, so that a killed worker's erasure goes
on where it stood, and doing it again does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.kinds import CONTACT
from crm.journal.subject import to_blank
from crm.kernel import clock
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.deletion import Blocked, guards
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.subjects import Holding, Subject, subjects
from crm.privacy.access import ERASE_SUBJECTS
from crm.privacy.actions.echoes import erase_echoes
from crm.privacy.actions.expiring import remove_exports_of
from crm.privacy.facts import SubjectErased, SubjectErasureBegun
from crm.privacy.forms import ErasureShape
from crm.privacy.models import Erasure
from crm.privacy.queries import mark_of, reachable

JOB: Final = "privacy.erase"
AGAIN_AFTER: Final = timedelta(minutes=15)
"""What was under way when the erasure began (an upload) may end after it: then it is looked through again."""
MARKED: Final = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Step:
    """What a step has done; ``changes`` are left for the owner's login to blank. ``more``: there is more."""

    more: bool
    changes: Sequence[int] = ()


def what_goes(contact: Contact) -> list[tuple[Holding, int]]:
    """What is held about the person, and how much of it, for whoever is about to erase."""
    subject = subjects.subject(CONTACT, contact.id)
    counted = ((holding, holding.count(subject)) for holding in subjects.holdings(CONTACT))
    return [(holding, number) for holding, number in counted if number]


def what_blocks(contact: Contact, *, by: Actor) -> list[Blocked]:
    """What needs the contact where it is."""
    return guards.blocked(CONTACT, subjects.subject(CONTACT, contact.id).ids, by=by).get(contact.id, [])


def begin_erasure(contact: Contact, shape: ErasureShape, *, by: Actor) -> Erasure:
    """Take the contact out of everybody's sight and have it erased in the background. It can't be undone.

    Raises:
        Forbidden: the actor may not erase.
        NotFound: the contact is out of reach by now, or being erased already.
        Invalid: what was typed is not its name.
        Needed: other records need it.
    Records: SubjectErasureBegun.
    """
    by.must(ERASE_SUBJECTS)
    contact = found(reachable(by).with_for_update(of=Contact), id=contact.id)
    if _folded(shape.name) != _folded(contact.shown_name):
        raise Invalid({"name": lazy("This is not its name.")})
    subject = subjects.subject(CONTACT, contact.id)
    for record_id in subject.ids:
        guards.must_be_free(CONTACT, record_id, by=by)

    erasure = Erasure(
        subject_kind=subject.kind, subject_id=subject.id, part_ids=list(subject.ids[1:]), reason=shape.reason,
        asked_by=by.user_id, counts={holding.key: number for holding, number in what_goes(contact)},
        proof=subjects.proof(subject), marks=_marks(subject),
    )  # fmt: skip
    db.session.add(erasure)
    subjects.kind(CONTACT).withdraw(contact.id)
    db.session.flush()
    record(SubjectErasureBegun(contact_id=contact.id, erasure_id=erasure.id), by=by)
    later(JOB, key=str(erasure.id), erasure_id=erasure.id)
    return erasure


def erase_some(erasure_id: int, *, by: Actor) -> Step:
    """The next step of an erasure; ``by`` is who asked for it.

    Copies of answers are found by the person's names, so they go before the names do; the record itself goes
    last, when nothing else is left.
    Records: SubjectErased, at the end.
    """
    erasure = db.session.get(Erasure, erasure_id, with_for_update=True)
    if erasure is None:
        return Step(more=False)
    subject = Subject(erasure.subject_kind, erasure.subject_id, erasure.ids)
    if changes := to_blank(subject):
        return Step(more=True, changes=changes)
    if erase_echoes(subject) or remove_exports_of(subject):
        return Step(more=True)
    if any(holding.erase(subject) for holding in subjects.holdings(subject.kind)):
        return Step(more=True)
    subjects.kind(subject.kind).erase(subject)
    _end(erasure, by=by)
    return Step(more=False)


def _end(erasure: Erasure, *, by: Actor) -> None:
    if erasure.erased_at is not None:
        return
    erasure.erased_at = func.now()
    later(JOB, key=f"{erasure.id} again", due_at=clock.now() + AGAIN_AFTER, erasure_id=erasure.id)
    record(SubjectErased(contact_id=erasure.subject_id, erasure_id=erasure.id), by=by)


def _marks(subject: Subject) -> list[str]:
    rows = select(Comm.normalised).where(Comm.contact_id.in_(subject.ids), Comm.kind.in_(MARKED))
    return sorted({mark_of(address) for address in db.session.scalars(rows)})


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
