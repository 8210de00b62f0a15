"""Writing down that a consent was given or withdrawn (CON-22)."""

from crm.consents.facts import ConsentGiven, ConsentWithdrawn
from crm.consents.forms import ConsentShape
from crm.consents.models import Consent
from crm.consents.queries import all_purposes
from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy


def write_consent(contact: Contact, shape: ConsentShape, *, by: Actor) -> Consent:
    """Add a line to the contact's ledger; what stood before stays there. The text is kept word for word.

    Raises:
        Forbidden: the actor may not change the contact.
        Invalid: there is no such purpose, or consent is no longer asked for it.
    Records: ConsentGiven or ConsentWithdrawn.
    """
    by.must(EDIT_CONTACTS, contact, why=lazy("You can see this contact but not change it."))
    try:
        purpose = found(all_purposes(), id=shape.purpose_id)
    except NotFound:
        raise Invalid({"purpose_id": lazy("There is no such purpose.")}) from None
    if purpose.archived_at is not None and shape.given:
        raise Invalid({"purpose_id": lazy("Consent is no longer asked for this.")})

    line = Consent(
        contact_id=contact.id, purpose_id=purpose.id, given=shape.given, text_version=purpose.text_version,
        text=purpose.text, source=shape.source, note=shape.note, made_by=by.user_id,
    )  # fmt: skip
    if shape.happened_at is not None:
        line.happened_at = shape.happened_at
    db.session.add(line)
    db.session.flush()
    kind = ConsentGiven if shape.given else ConsentWithdrawn
    record(kind(contact_id=contact.id, purpose_id=purpose.id, consent_id=line.id), by=by)
    return line
