"""Exports and erasures, found through the person."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, Text, cast, exists, false, literal, select

from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.records import region
from crm.files.models import StoredFile
from crm.kernel import phones
from crm.kernel.access import Actor, found
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.runs import Run
from crm.kernel.subjects import subjects
from crm.privacy.access import ERASE_SUBJECTS, EXPORT_SUBJECTS
from crm.privacy.models import Erasure
from crm.web import here

EXPORT: Final = "privacy.export"
ARCHIVE: Final = "subject_export"
KEPT: Final = timedelta(days=7)
PAGE: Final = 50


def reachable(actor: Actor) -> Select[Any]:
    """The records whose persons' data this actor may hand out or erase, if they may do that at all.

    One that is being erased is out of everybody's reach, though it still lies in the bin.
    """
    begun = exists().where(Erasure.subject_kind == CONTACT, Erasure.subject_id == Contact.id)
    return subjects.kind(CONTACT).reachable_by(actor).where(~begun)


def title_of(contact_id: int, *, by: Actor) -> str:
    """What this actor calls the contact."""
    contact = found(reachable(by), id=contact_id)
    return subjects.kind(CONTACT).title(contact)


def exports_of(actor: Actor) -> Select[Any]:
    """The exports that this person asked for, of contacts that they still reach."""
    if not actor.may(EXPORT_SUBJECTS):
        return select(Run).where(false())
    contact_id = cast(Run.payload["contact_id"].as_string(), BigInteger)
    ids = reachable(actor).with_only_columns(Contact.id).order_by(None)
    return select(Run).where(Run.kind == EXPORT, Run.made_by == actor.user_id, contact_id.in_(ids))


def latest_export(contact_id: int, *, by: Actor) -> Run | None:
    """The last export of this contact that the person asked for."""
    of_contact = Run.payload["contact_id"].as_integer() == contact_id
    run: Run | None = db.session.scalar(exports_of(by).where(of_contact).order_by(Run.id.desc()).limit(1))
    return run


def archive_of(run: Run) -> StoredFile | None:
    """The finished archive, while it is kept."""
    return db.session.scalar(
        select(StoredFile).where(StoredFile.about_kind == ARCHIVE, StoredFile.about_id == run.id)
    )


def expires_at(run: Run) -> datetime | None:
    """When the archive goes by itself."""
    return run.ended_at + KEPT if run.ended_at is not None else None


def erasures_of(actor: Actor) -> Select[Any]:
    """The register of erasures, for whoever may erase."""
    return select(Erasure) if actor.may(ERASE_SUBJECTS) else select(Erasure).where(false())


def listed(*, address: str = "", before: int | None = None, to: Actor) -> Sequence[Erasure]:
    """A page of the register, the latest first; with an e-mail or a phone those that knew it."""
    rows = erasures_of(to)
    if address.strip():
        wanted = [mark_of(form) for form in _forms(address)]
        rows = rows.where(Erasure.marks.op("&&")(literal(wanted, ARRAY(Text))))
    if before is not None:
        rows = rows.where(Erasure.id < before)
    return db.session.scalars(rows.order_by(Erasure.id.desc()).limit(PAGE)).all()


def mark_of(address: str) -> str:
    """A keyed hash of an e-mail or a phone: nobody who has the database alone can tell whose it is."""
    key = here.settings().derived("erasure-marks").encode()
    return hmac.new(key, f"{tenant().tenant_id}\0{address}".encode(), hashlib.sha256).hexdigest()


def _forms(address: str) -> list[str]:
    """The address as e-mails, and as phones, are compared."""
    phone = phones.parsed(address, region=region())
    return [address.strip().casefold(), *([phone.e164] if phone else [])]


def nobodys(actor: Actor) -> Select[Any]:
    """No export can be changed."""
    return select(Run).where(false())
