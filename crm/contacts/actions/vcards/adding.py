"""Making a contact of a card: the contact, its photo, its company, and the card itself where it says more."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from io import BytesIO

from crm.contacts.actions.links import link
from crm.contacts.actions.saving import create_contact
from crm.contacts.actions.vcards.judging import LONGEST_PROSE, Fault, Judged, without_photo, without_tags
from crm.contacts.actions.vcards.wishes import WORDS
from crm.contacts.forms.contact import ContactShape
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import NAME_ORDER
from crm.files.actions.files import add_file
from crm.files.actions.photos import drawn, keep_photo
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, Invalid, NotFound
from crm.kernel.forms import read
from crm.kernel.i18n import lazy
from crm.kernel.matching import company_key
from crm.kernel.pictures import UNREADABLE, Picture
from crm.kernel.vcards.writing import ENDING

CARD_LOST = lazy("What doesn't fit into the description could not be kept: you may not add files here.")


@dataclass(frozen=True, slots=True)
class Added:
    """A new contact, and its company if that is new too."""

    contact: Contact
    company: Contact | None = None


def add(outcome: Judged, *, by: Actor) -> Added | None:
    """Make the contact that the card was found good for; ``outcome.faults`` may grow.

    The company that it names is linked: one that the actor sees, else a new one. None: others have changed
    meanwhile what the card was held against, and it is ``refused`` now.

    Raises:
        Forbidden: the actor may not add contacts.
        NoRoom, StorageAway: a photo or a card could not be kept.
    Records: what ``create_contact``, ``link`` and ``add_file`` record.
    """
    picture = _picture(outcome)
    contact = _created(outcome, by)
    if contact is None:
        return None
    if picture is not None:
        contact.photo_id = keep_photo(picture, kind="contact", record_id=contact.id, by=by).id
        db.session.flush()
    company = _employed(contact, outcome, by) if outcome.wish.company else None
    if outcome.wish.whole:
        _keep_card(contact, outcome, by)
    return Added(contact, company)


def company_called(name: str, *, to: Actor) -> Contact | None:
    """The company of this name that the person sees; of several the first."""
    key = company_key(name)
    same = Contact.visible_to(to).where(Contact.kind == "company", Contact.match_name == key)
    return db.session.scalar(same.order_by(*NAME_ORDER).limit(1)) if key else None


def _created(outcome: Judged, by: Actor) -> Contact | None:
    """The bare contact; without its tags where these can't be added."""
    while outcome.shape is not None:
        try:
            with db.session.begin_nested():
                return create_contact(outcome.shape, by=by)
        except Invalid as error:
            if "tags" in error.fields and outcome.shape.tags:
                without_tags(outcome, str(error.fields["tags"]))
            else:
                outcome.refused = {path: str(sentence) for path, sentence in error.fields.items()}
                outcome.shape = None
    return None


def _picture(outcome: Judged) -> Picture | None:
    if not outcome.wish.photo:
        return None
    try:
        return drawn(b64decode(outcome.wish.photo))
    except (binascii.Error, ValueError):
        without_photo(outcome, str(UNREADABLE))
    except Invalid as error:
        without_photo(outcome, str(error.fields["photo"]))
    return None


def _employed(contact: Contact, outcome: Judged, by: Actor) -> Contact | None:
    """Link the contact with its company; returns that if it is new. What can't be linked is told in words."""
    wanted, new = outcome.wish, None
    try:
        with db.session.begin_nested():
            company = company_called(wanted.company, to=by)
            if company is None:
                named = {"kind": "company", "name": wanted.company}
                company = new = create_contact(read(ContactShape, named), by=by)
            link(contact, read(LinkShape, {"contact_id": company.id, "role": wanted.role}), by=by)
    except (Invalid, Forbidden) as refusal:
        told = f"{WORDS['ORG']}: {', '.join(filter(None, (wanted.company, wanted.role)))}"
        held = db.session.get_one(Contact, contact.id)
        held.description = "\n".join(filter(None, (held.description, told)))[:LONGEST_PROSE]
        outcome.faults.append(Fault(str(WORDS["ORG"]), wanted.company[:200], str(refusal.text)))
        db.session.flush()
        return None
    return new


def _keep_card(contact: Contact, outcome: Judged, by: Actor) -> None:
    name = f"{outcome.named or 'vCard'}.{ENDING}"
    try:
        add_file(BytesIO(outcome.card.raw), name=name, kind="contact", record_id=contact.id, by=by)
    except (Invalid, Forbidden, NotFound):
        outcome.faults.append(Fault("vCard", name, str(CARD_LOST)))
