"""What pickers of a case offer while one types: at most twenty at a time, of however many there are."""

from flask import Response, request

from crm.cases.access import VIEW_CASES
from crm.cases.pages.plane import pages
from crm.cases.presenters import offers
from crm.contacts.pages.offers import LONGEST
from crm.kernel.forms import clean
from crm.web.answers import page
from crm.web.here import actor


@pages.get("/cases/offers/people", can=VIEW_CASES)
def offer_people() -> Response:
    """Users who answer ``?q=``."""
    return page("web/offered.html", offer=offers.members(q=_asked()))


@pages.get("/cases/offers/contacts", can=VIEW_CASES)
def offer_contacts() -> Response:
    """Contacts that the person sees and that answer ``?q=``."""
    return page("web/offered.html", offer=offers.contacts(q=_asked(), to=actor()))


def _asked() -> str:
    return str(clean(request.args.get("q", "")))[:LONGEST]
