"""The selection of contacts: added to from any page of the list, kept until it is cleared (CON-11)."""

from flask import Response, request, url_for

from crm.contacts.access import MERGE_CONTACTS, VIEW_CONTACTS
from crm.contacts.forms.merging import MOST_MERGED
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.pages import lists
from crm.contacts.pages.plane import ids_in, pages
from crm.contacts.pages.selbar import bar
from crm.contacts.presenters import cards
from crm.contacts.queries.listing import counted, matching_ids
from crm.kernel.i18n import _
from crm.views import selecting
from crm.web.answers import go, page, to_path, toast
from crm.web.here import actor


@pages.post("/contacts/selection", can=VIEW_CONTACTS)
def select() -> Response:
    """Of the ``shown`` contacts select the ``chosen``; or ``then``: ``all`` the list finds, or ``clear``.

    With script the answer is the bar alone, without it the list again.
    """
    _select(request.form.get("then", ""))
    same = lists.kept(lists.wish())
    if "HX-Request" not in request.headers:
        return to_path(url_for("contacts.index", **same))
    of_list = cards.number_text(counted(lists.wish(), to=actor()))
    return page("contacts/bulk/bar.html", selection=bar(same, all_of_list=of_list))


@pages.get("/contacts/selection/merge", can=MERGE_CONTACTS)
def merge_selected() -> Response:
    """The selected side by side, to make one contact of them."""
    ids = selecting.page(Contact.visible_to(actor()), CONTACT, after=0, limit=MOST_MERGED, to=actor())
    if 2 <= len(ids) <= MOST_MERGED:
        return go("contacts.merging", id=ids)
    told = _(
        "Up to %(num)s contacts are merged at once, since you choose among their values. Select fewer.",
        num=MOST_MERGED,
    )
    toast(told if ids else _("Select contacts first."), kind="info")
    return go("contacts.index")


def _select(then: str) -> None:
    by = actor()
    if then == "clear":
        selecting.clear(CONTACT, by=by)
    elif then == "all":
        selecting.put(CONTACT, matching_ids(lists.wish(), to=by), by=by)
    else:
        shown, chosen = (ids_in(request.form.getlist(name)) for name in ("shown", "chosen"))
        selecting.remove(CONTACT, shown - chosen, by=by)
        these = Contact.visible_to(by).where(Contact.id.in_(chosen)).with_only_columns(Contact.id)
        selecting.put(CONTACT, these, by=by)
