"""What pickers of people offer while one types: at most twenty at a time, of however many there are."""

from typing import Final

from flask import Response, request

from crm.contacts.access import ASSIGN_CONTACTS, MANAGE_CLASSES, VIEW_CONTACTS
from crm.contacts.pages.plane import pages
from crm.contacts.presenters import offers
from crm.kernel.errors import Forbidden
from crm.kernel.forms import clean
from crm.web.answers import page
from crm.web.here import actor

LONGEST: Final = 100


@pages.get("/contacts/offers/managers", can=VIEW_CONTACTS)
def offer_managers() -> Response:
    """Users who may be in charge of contacts and answer ``?q=``; with ``words`` also "me" and the like."""
    ask = offers.those_meant if "words" in request.args else offers.managers
    return page("web/offered.html", offer=ask(q=_asked()))


@pages.get("/contacts/offers/grantees", can=VIEW_CONTACTS)
def offer_grantees() -> Response:
    """Groups and users that access can be granted to, for who may grant any."""
    if not actor().may(ASSIGN_CONTACTS) and not actor().may(MANAGE_CLASSES):
        raise Forbidden
    return page("web/offered.html", offer=offers.grantees(q=_asked()))


def _asked() -> str:
    return str(clean(request.args.get("q", "")))[:LONGEST]
