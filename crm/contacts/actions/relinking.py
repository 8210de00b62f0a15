"""The links of contacts that are merged go along to the survivor, and back when that is undone (CON-16).

A link that the survivor has already, and a link of two that become one, stay where they are: on contacts in
the bin, where nobody sees them, and where un-merging finds them. Links to contacts hidden from whoever merges
move all the same: nobody's view depends on who did it.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Boolean, any_, cast, func, literal, or_, select, update

from crm.contacts.actions.links import COLUMNS
from crm.contacts.models.kinds import MERGED_LINK
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.merging import successors
from crm.journal.actions import add_changes
from crm.journal.models import Act, Change
from crm.journal.relinking import RETURNED
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db

ENDS: Final = ("one_id", "other_id")
MOVED: Final = (*ENDS, "main")
EDITED: Final = tuple(name for name in COLUMNS if name not in (*MOVED, "position"))
Values = dict[str, Any]


def take_links_along(loser_ids: Collection[int], *, to: int, act_id: int) -> None:
    """Link the survivor with whom the losers were linked with; three statements, however many there are."""
    links = _links_of([to, *loser_ids])
    became = dict.fromkeys(loser_ids, to)
    moving = _Moving(became, [link for link in links if not {link.one_id, link.other_id} & became.keys()])
    for link in links:
        moving.take(link)
    before = {link.id: _values(link) for link in links}
    _write(moving.wanted, links)
    noted = [
        Noted(MERGED_LINK, link_id, before[link_id], before[link_id] | new)
        for link_id, new in moving.wanted.items()
    ]
    add_changes(act_id, noted)


def put_links_back(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """Put back the links that still are as the merge left them, or as a later merge took them on."""
    changes = [change for change in changes if RETURNED not in (change.after or {})]
    links = {link.id: link for link in _locked(ContactLink.id.in_({change.record_id for change in changes}))}
    ends = {told[name] for change in changes for told in _told(change) for name in ENDS}
    moved_on, taken = (
        successors(ends),
        {_pair(link.one_id, link.other_id): link.id for link in _links_of(ends)},
    )
    noted: list[Noted] = []
    wanted: dict[int, Values] = {}
    for change in changes:
        before, after = _told(change)
        link = links.get(change.record_id)
        reason = _reason(link, before, after, moved_on)
        if link is None or reason is not None:
            noted.append(Noted(MERGED_LINK, change.record_id, None, before, reason or Reason.GONE))
            continue
        new = {name: before[name] if before[name] != after[name] else getattr(link, name) for name in MOVED}
        if taken.get(_pair(new["one_id"], new["other_id"]), link.id) != link.id:
            noted.append(Noted(MERGED_LINK, link.id, None, before, Reason.TAKEN))
            continue
        wanted[link.id] = new
        noted.append(Noted(MERGED_LINK, link.id, _values(link), _values(link) | new | {RETURNED: True}))
    _write(wanted, list(links.values()))
    return noted


LINKS: Final = Restorer((MERGED_LINK,), put_links_back, weight=20)


class _Moving:
    """What becomes of the links, one after the other: those that stand already decide what may join them."""

    def __init__(self, became: dict[int, int], standing: list[ContactLink]) -> None:
        self.became = became
        self.wanted: dict[int, Values] = {}
        self.pairs = {_pair(link.one_id, link.other_id): link for link in standing}
        self.main_of = {link.one_id for link in standing if link.main}

    def take(self, link: ContactLink) -> None:
        """Decide about one link."""
        one, other = (self.became.get(end, end) for end in (link.one_id, link.other_id))
        if (one, other) == (link.one_id, link.other_id) or one == other:
            return
        twin = self.pairs.get(_pair(one, other))
        if twin is None:
            self._move(link, one, other)
        elif (
            link.main and not twin.main and not twin.former and twin.one_id == one and one not in self.main_of
        ):
            self._make_main(twin, one)

    def _move(self, link: ContactLink, one: int, other: int) -> None:
        main = link.main and (one == link.one_id or one not in self.main_of)
        self.wanted[link.id] = {"one_id": one, "other_id": other, "main": main}
        self.pairs[_pair(one, other)] = link
        if main:
            self.main_of.add(one)

    def _make_main(self, twin: ContactLink, one: int) -> None:
        """Both companies of a person became one: the link that stays is the main one."""
        ends = {"one_id": twin.one_id, "other_id": twin.other_id}
        self.wanted[twin.id] = {**ends, **self.wanted.get(twin.id, {}), "main": True}
        self.main_of.add(one)


def _reason(
    link: ContactLink | None, before: Values, after: Values, moved_on: dict[int, list[int]]
) -> Reason | None:
    back = [before[name] for name in ENDS if before[name] != after[name]]
    if link is None or any(contact_id in moved_on for contact_id in back):  # whose it was has not come back
        return Reason.GONE
    ends = all(getattr(link, name) in (after[name], *moved_on.get(after[name], ())) for name in ENDS)
    as_left = all(getattr(link, name) == after[name] for name in EDITED)
    return None if ends and as_left else Reason.CHANGED


def _told(change: Change) -> tuple[Values, Values]:
    return dict(change.before or {}), dict(change.after or {})


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _values(link: ContactLink) -> Values:
    return {name: getattr(link, name) for name in (*MOVED, *EDITED)}


def _links_of(contact_ids: Collection[int]) -> list[ContactLink]:
    ids = any_(literal(list(contact_ids), ARRAY(BigInteger)))
    return _locked(or_(ContactLink.one_id == ids, ContactLink.other_id == ids))


def _locked(condition: Any) -> list[ContactLink]:
    chosen = select(ContactLink).where(condition).order_by(ContactLink.id).with_for_update()
    return list(db.session.scalars(chosen.execution_options(populate_existing=True)))


def _write(wanted: dict[int, Values], links: Sequence[ContactLink]) -> None:
    """One statement for all: no two links have the same ends in between."""
    if not wanted:
        return
    ids, rows = list(wanted), list(wanted.values())
    bigints = [ids, *([row[name] for row in rows] for name in ENDS)]
    columns = [literal(values, ARRAY(BigInteger)) for values in bigints]
    new = func.unnest(*columns, cast([row["main"] for row in rows], ARRAY(Boolean)))
    news = new.table_valued("id", *MOVED).render_derived(name="news")
    moved = update(ContactLink).where(ContactLink.id == news.c.id)
    moved = moved.values({name: news.c[name] for name in MOVED})
    db.session.execute(moved.execution_options(synchronize_session=False))
    for link in links:
        db.session.expire(link)
