"""What is kept for a time only: archives for seven days, the proof of what an erased person consented to."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select, update

from crm.files.actions.making import remove_made
from crm.files.models import StoredFile
from crm.kernel import runs
from crm.kernel.db import db
from crm.kernel.runs import Run
from crm.kernel.subjects import Subject
from crm.privacy.models import Erasure
from crm.privacy.queries import ARCHIVE, EXPORT, KEPT

CHUNK: Final = 50
PROOF_KEPT: Final = timedelta(days=3 * 365 + 1)


def remove_expired() -> int:
    """Remove some of the archives that are past their time; returns how many went."""
    old = StoredFile.about_kind == ARCHIVE, StoredFile.made_at < func.now() - KEPT
    files = list(db.session.scalars(select(StoredFile).where(*old).order_by(StoredFile.id).limit(CHUNK)))
    remove_made(files)
    return len(files)


def forget_proofs() -> None:
    """Forget the proofs of erasures for which nobody can be called to account any more; that they were done
    stays.
    """
    old = Erasure.erased_at < func.now() - PROOF_KEPT, func.jsonb_array_length(Erasure.proof) > 0
    db.session.execute(update(Erasure).where(*old).values(proof=[], marks=[]))


def remove_exports_of(subject: Subject) -> int:
    """Cancel and remove the exports of a person who is being erased."""
    of_subject = Run.payload["contact_id"].as_integer().in_(subject.ids)
    found = db.session.scalars(select(Run).where(Run.kind == EXPORT, of_subject)).all()
    for run in found:
        runs.cancel(run)
    ids = [run.id for run in found]
    rows = select(StoredFile).where(StoredFile.about_kind == ARCHIVE, StoredFile.about_id.in_(ids))
    files = list(db.session.scalars(rows.limit(CHUNK)))
    remove_made(files)
    return len(files)
