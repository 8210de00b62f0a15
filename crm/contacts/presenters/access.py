"""Who reaches a contact, in words: whom one can choose, what a change means for whom, and why one sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.models.classes import ContactClass
from crm.contacts.models.footings import Ground
from crm.contacts.presenters.cards import GRANT_LEVELS
from crm.contacts.queries.audience import Turn, Turns
from crm.contacts.queries.explaining import Reason, Viewer
from crm.contacts.queries.grantees import names_of_grantees
from crm.kernel.access import Actor, Level
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, _, lazy, ngettext
from crm.kernel.names import initials
from crm.team.queries import names_of

MOST_NAMED: Final = 20
GAINS: Final[dict[Level | None, LazyText]] = {
    Level.READ: lazy("Will see it"),
    Level.WRITE: lazy("Will see and change it"),
    Level.MANAGE: lazy("Will be in charge of it"),
}
LOSSES: Final[dict[Level | None, LazyText]] = {
    None: lazy("Will no longer see it"),
    Level.READ: lazy("Will only see it"),
    Level.WRITE: lazy("Will no longer be in charge of it"),
}
LEVELS: Final[dict[Level, LazyText]] = {
    Level.READ: lazy("sees"),
    Level.WRITE: lazy("sees and changes"),
    Level.MANAGE: lazy("is in charge"),
}


@dataclass(frozen=True, slots=True)
class Some:
    """People for whom a change means the same: the first of them by name, and how many they are."""

    label: str
    names: str
    number: int
    is_gain: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of access means. ``warning``: what whoever is about to make it loses; else empty."""

    groups: Sequence[Some]
    warning: str
    capped: bool


@dataclass(frozen=True, slots=True)
class ViewerRow:
    """Somebody who sees a contact, with the reasons in words."""

    id: int
    name: str
    initials: str
    photo: str
    level: str
    reasons: Sequence[str]


def preview(turns: Turns, *, to: Actor) -> Preview:
    """For whom the change means what."""
    gains = [_some(label, level, turns, is_gain=True) for level, label in GAINS.items()]
    losses = [_some(label, level, turns, is_gain=False) for level, label in LOSSES.items()]
    mine = next((turn for turn in turns.people if turn.user.id == to.user_id and not turn.is_gain), None)
    groups = [some for some in (*gains, *losses) if some.number]
    return Preview(groups, _warning(mine) if mine else "", turns.capped)


def viewer_rows(people: Sequence[Viewer]) -> list[ViewerRow]:
    """Those who see it, with their reasons; three statements at most."""
    known = _Known([reason for viewer in people for reason in viewer.reasons])
    return [
        ViewerRow(
            viewer.user.id, viewer.user.name, initials(viewer.user.name), viewer.user.photo_url,
            str(LEVELS[viewer.level]), [known.told(reason) for reason in viewer.reasons],
        )
        for viewer in people
    ]  # fmt: skip


def granted_to(grants: Mapping[str, int]) -> list[tuple[str, str]]:
    """Whom access is granted to, each with the level in words."""
    names = names_of_grantees(grants)
    return [(names[one], str(GRANT_LEVELS[level])) for one, level in grants.items() if one in names]


def named(names: Sequence[str]) -> str:
    """The first twenty names, and how many more there are."""
    first, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more <= 0:
        return first
    # Translators: a list of names of which only the first are told: "Anna, Boris and 12 more"
    return ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", more, names=first)


def _some(label: LazyText, level: Level | None, turns: Turns, *, is_gain: bool) -> Some:
    people = [turn.user.name for turn in turns.people if turn.is_gain is is_gain and turn.after == level]
    return Some(str(label), named(people), len(people), is_gain)


def _warning(mine: Turn) -> str:
    if mine.after is None:
        return _("You will lose access to this contact.")
    if mine.after is Level.READ:
        return _("You will no longer be able to change this contact or its access.")
    return _("You will no longer be able to change the access to this contact.")


class _Known:
    """Names of all that some reasons speak of."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        told = list(reasons)
        through = {ground: {r.through for r in told if r.ground is ground and r.through} for ground in Ground}
        groups = through[Ground.GROUP] | {reason.common for reason in told if reason.common}
        self.groups = names_of_grantees({f"g{group_id}" for group_id in groups})
        self.people = names_of(through[Ground.TEAMMATE])
        chosen = select(ContactClass).where(ContactClass.id.in_(through[Ground.CLASS]))
        self.classes = (
            {one.id: one.shown for one in db.session.scalars(chosen)} if through[Ground.CLASS] else {}
        )

    def told(self, reason: Reason) -> str:
        """The reason in the reader's words."""
        level = str(GRANT_LEVELS.get(reason.level, ""))
        group = self.groups.get(f"g{reason.common or reason.through}", "")
        sentences: dict[Ground, Any] = {
            Ground.MANAGER: lambda: _("Manager of the contact"),
            Ground.GRANT: lambda: _("Access granted: %(level)s", level=level),
            Ground.STEP: lambda: _("Responsible for a step of an open case: %(level)s", level=level),
            Ground.GROUP: lambda: _(
                "Access granted to the group %(name)s: %(level)s", name=group, level=level
            ),
            Ground.CLASS: lambda: _(
                "Class %(name)s: %(level)s", name=self.classes.get(reason.through or 0, ""), level=level
            ),
            Ground.EVERYONE: lambda: _("Shared with all users: %(level)s", level=level),
            Ground.TEAMMATE: lambda: _(
                "Role that reaches their group’s contacts: %(name)s manages it and is in the group %(group)s",
                name=self.people.get(reason.through or 0, ""), group=group,
            ),
            Ground.ROLE: lambda: _("Role that reaches all contacts: %(name)s", name=", ".join(reason.roles)),
        }  # fmt: skip
        return str(sentences[reason.ground]())
