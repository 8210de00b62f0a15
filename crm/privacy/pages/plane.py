"""The blueprint that all pages of this package hang on, and how a page finds its contact."""

from typing import Final

from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.privacy.queries import reachable
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("privacy", "crm.privacy")
OF_CONTACT: Final = f"/contacts/<int(max={LARGEST_ID}):contact_id>"


def the_contact(contact_id: int) -> Contact:
    """The contact, whole, if the person reaches it; one in the bin too.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    contact: Contact = found(reachable(actor()).options(*WHOLE), id=contact_id)
    return contact
