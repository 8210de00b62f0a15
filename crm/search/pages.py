"""What the search box and the palette offer while one types; without script the box leads to the list."""

from flask import Response, request

from crm.kernel.access import Doors
from crm.search.presenters import all_in_the_list
from crm.search.queries import search, typed
from crm.web import here
from crm.web.answers import page
from crm.web.pages import Pages

pages = Pages("search", __name__)


@pages.get("/search", can=Doors.SIGNED_IN)
def suggest() -> Response:
    """Lines of a list, by kinds; a part of a page."""
    q = typed(request.args.get("q"))
    groups = search(q, here.product().search_kinds, to=here.actor())
    return page("search/found.html", q=q, groups=groups, all_text=all_in_the_list(groups))
