"""vCards that go out: of one contact, and of all that a list shows (CON-23)."""

import tempfile
from typing import IO, Final

from flask import Response, request, send_file, url_for

from crm.contacts.access import EXPORT_CONTACTS, VIEW_CONTACTS
from crm.contacts.facts_of_vcards import VcardDownloaded, VcardsDownloaded
from crm.contacts.models.vcards import MOST_CARDS
from crm.contacts.pages import lists
from crm.contacts.pages.plane import ONE, pages, the
from crm.contacts.presenters import cards
from crm.contacts.presenters.vcards.cards import vcards_of
from crm.contacts.queries import vcards as leaving
from crm.contacts.queries.listing import Wish, counted
from crm.files.names import harmless
from crm.files.serving import disposition
from crm.kernel.errors import DomainError
from crm.kernel.i18n import _, lazy
from crm.kernel.vcards.writing import ENDING, MEDIA_TYPE, VERSIONS, Version
from crm.web.answers import page
from crm.web.here import actor, leave_trace

IN_MEMORY: Final = 1024 * 1024
DEFAULT: Final[Version] = "3.0"
"""What every phone reads."""


class TooManyCards(DomainError):
    """The list shows more contacts than one file of vCards takes."""

    status = 409
    code = "too-many-cards"
    sentence = lazy(
        "A file of vCards takes at most %(num)s contacts. Narrow the list by a search or a filter.",
        num=MOST_CARDS,
    )


@pages.get(f"{ONE}/vcard", can=VIEW_CONTACTS, trace=VcardDownloaded)
def vcard(contact_id: int) -> Response:
    """The contact as a file; ``?version=`` is 3.0 or 4.0."""
    contact = the(contact_id)
    [card] = vcards_of([contact], version=version_asked(), to=actor())
    leave_trace(VcardDownloaded(contact_id=contact.id))
    answer = Response(card, mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = disposition(
        f"{harmless(contact.shown_name)}.{ENDING}", shows=False
    )
    return answer


@pages.get("/contacts/vcards", can=EXPORT_CONTACTS)
def vcards_of_list() -> Response:
    """What of the list goes out, in which version."""
    wish, to = lists.wish(), actor()
    number = counted(wish, to=to)
    return page(
        "contacts/vcards/out.html",
        count=cards.counted_text(number),
        is_empty=not number.value,
        refused=TooManyCards().text if leaving.are_too_many(wish, to=to) else "",
        kept={name: value for name, value in lists.kept(wish).items() if value},
        back=url_for("contacts.index", **lists.kept(wish)),
    )


@pages.get("/contacts/vcards.vcf", can=EXPORT_CONTACTS, trace=VcardsDownloaded)
def download_vcards() -> Response:
    """All that the list shows, as one file.

    Raises:
        TooManyCards: it shows more than a file takes.
    """
    wish, to = lists.wish(), actor()
    if leaving.are_too_many(wish, to=to):
        raise TooManyCards
    # Translators: the name of a file with many vCards
    named = harmless(f"{_('Contacts')}.{ENDING}")
    file, number = _written(wish, version_asked())
    leave_trace(VcardsDownloaded(contacts=number))
    answer = send_file(file, mimetype=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = disposition(named, shows=False)
    return answer


def version_asked() -> Version:
    """The version in ``?version=``, else the one that phones read best."""
    return next((one for one in VERSIONS if one == request.args.get("version")), DEFAULT)


def _written(wish: Wish, version: Version) -> tuple[IO[bytes], int]:
    """The cards and how many, a hundred contacts at a time; what is large lies on disk until it is sent."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (sent, and closed with the answer)
    number = 0
    for part in leaving.parts(wish, to=actor()):
        for card in vcards_of(part, version=version, to=actor()):
            file.write(card.encode())
            number += 1
    file.seek(0)
    return file, number
