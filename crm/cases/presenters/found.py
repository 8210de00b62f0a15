"""Cases that answer a query of the one search box (CON-13)."""

from typing import Final

from crm.cases.access import VIEW_CASES
from crm.cases.presenters.cards import cards
from crm.cases.queries.listing import counted, listed
from crm.cases.queries.wishes import Wish
from crm.kernel.access import Actor
from crm.kernel.finding import Answers, Found, SearchKind
from crm.kernel.i18n import lazy


def cases(q: str, limit: int, to: Actor) -> Answers:
    """Cases by number and title, those changed last first; the same few statements however many answer."""
    wish = Wish(q=q, limit=limit)
    found = cards(listed(wish, to=to).cases, to=to)
    return Answers(
        [Found(one.id, one.title, one.url, one.second, "№", "company") for one in found],
        counted(wish, to=to),
    )


KIND: Final = SearchKind("case", lazy("Cases"), VIEW_CASES, cases, weight=30)
