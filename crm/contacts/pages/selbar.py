"""What can be done with the selection, as the list and the selection's own door show it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from crm.contacts.access import BULK_EDIT, EXPORT_CONTACTS, MERGE_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.presenters import cards
from crm.kernel.bulk import bulk_actions
from crm.kernel.paging import Count
from crm.views import selecting
from crm.web.here import actor


def bar(same: dict[str, Any], *, all_of_list: str, shown: Sequence[int] = ()) -> dict[str, Any] | None:
    """The bar under a list; None for who can do nothing with a selection. At most two statements.

    ``same`` are the values of the list's address, ``all_of_list`` says how many it finds; ``shown`` are the
    contacts of the page.
    """
    to = actor()
    if not (to.may(BULK_EDIT) or to.may(EXPORT_CONTACTS)):
        return None
    anything, ids = selecting.at_hand(CONTACT, shown, to=to)
    number = selecting.counted(Contact.visible_to(to), CONTACT, to=to) if anything else Count(0)
    return {
        "number": number.value,
        "count": cards.number_text(number),
        "all": all_of_list,
        "url": url_for("contacts.select", **same),
        "here": url_for("contacts.index", **same),
        "shown": " ".join(map(str, shown)),
        "only": url_for("contacts.index", selected=1),
        "is_only": bool(same.get("selected")),
        "ids": ids,
        "merge": to.may(MERGE_CONTACTS) and number.value >= 2,
        "export": to.may(EXPORT_CONTACTS),
        "actions": bulk_actions.offered(CONTACT, to=to) if to.may(BULK_EDIT) else [],
    }
