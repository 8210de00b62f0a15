"""What a package may plug into the product; each package's ``wiring.wire(product)`` does so in one place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import click
from flask import Blueprint

from crm.kernel.access import (
    ENTITIES,
    MAYS,
    STANDING_SOURCES,
    Actor,
    Doors,
    Entity,
    May,
    StandingSource,
)
from crm.kernel.anchors import Anchor, anchors
from crm.kernel.bulk import BulkAction, bulk_actions
from crm.kernel.deletion import Blocker, Purge, guards
from crm.kernel.facts import Fact
from crm.kernel.finding import SearchKind
from crm.kernel.i18n import LazyText
from crm.kernel.subjects import Holding, SubjectKind, subjects
from crm.kernel.tellings import Beside, Telling, tellings
from crm.kernel.work import TroubleSource, WorkSource, sources
from crm.web.identity import Identities
from tenants import lifecycle, provisioning
from tenants.doctor import Finding


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the navigation, shown to whom ``can`` allows. Lower ``weight`` stands higher.

    ``group`` is empty for the first group, ``foot`` for the bottom.
    """

    key: str
    label: LazyText
    endpoint: str
    icon: str
    can: May | Doors
    weight: int = 50
    group: str = ""


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """A page of the settings, in the group ``own`` (one's own) or ``workspace``."""

    key: str
    label: LazyText
    endpoint: str
    can: May | Doors
    weight: int = 50
    group: str = "workspace"


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the palette (Ctrl-K) that goes to a page."""

    label: LazyText
    endpoint: str
    icon: str
    can: May | Doors
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a record's profile. ``shows`` renders it for an already visible record and can only narrow.

    ``record`` is the anchor kind it belongs to (``contact``). ``badge`` counts what stands behind it, at most
    to 100: more is shown as "99+". Both run when they are asked for, and what they raise harms nothing else.
    ``within`` another tab, its key, it is a piece of that one (of ``summary``), not shown where empty.
    """

    key: str
    title: LazyText
    can: May | Doors
    shows: Callable[[Any, Actor], str]
    record: str = "contact"
    badge: Callable[[Any, Actor], int] | None = None
    weight: int = 50
    within: str = ""


@dataclass(frozen=True, slots=True)
class RecordAct:
    """Something to be done with a record, in the menu of its profile.

    ``endpoint`` takes the record's id as ``<record>_id``; it is a page, or with ``posts`` an act at once.
    """

    label: LazyText
    endpoint: str
    icon: str
    can: May
    posts: bool = False
    grave: bool = False
    record: str = "contact"
    weight: int = 50


@dataclass(frozen=True, slots=True)
class Door:
    """One route: what it asks for and what kind of answer it gives. The matrix test walks these (I7).

    One that ``uploads`` takes files, and so a larger body than others. What is one's ``own`` (settings, bell)
    is shown to nobody who sees as another user; an act ``as_oneself`` is then done by the viewer. A ``trace``
    is the fact that a reading or a refusal leaves, in a transaction of its own. What is ``kept`` is made
    of its address, reader and day, and of what its statements tell (``crm.web.drawn``); ``by_key``: of rows
    that are found by their keys alone.
    """

    endpoint: str
    rule: str
    method: str
    can: May | Doors
    plane: str
    kind: str
    uploads: bool = False
    own: bool = False
    as_oneself: bool = False
    trace: type[Fact] | None = None
    kept: bool = False
    by_key: bool = False


class Wiring(Protocol):
    """The shape of every ``crm.<package>.wiring`` module."""

    def wire(self, product: "Product") -> None:
        """Plug the package in."""


@dataclass
class Product:
    """All that is plugged in, in the order of wiring. ``env`` is ``ARTEL_ENV``."""

    env: str = "production"
    doors: list[Door] = field(default_factory=list)
    blueprints: list[Blueprint] = field(default_factory=list)
    navigation: list[NavItem] = field(default_factory=list)
    below: dict[str, list[str]] = field(default_factory=dict)
    sections: list[SettingsSection] = field(default_factory=list)
    palette_commands: list[Command] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    record_acts: list[RecordAct] = field(default_factory=list)
    search_kinds: list[SearchKind] = field(default_factory=list)
    mays: dict[str, May] = field(default_factory=lambda: MAYS)
    groups: list[click.Command] = field(default_factory=list)
    checks: list[Callable[[], Iterator[Finding]]] = field(default_factory=list)
    identity: Identities | None = None
    places: dict[str, str] = field(default_factory=dict)
    unread_count: Callable[[Actor], int] = lambda actor: 0

    def pages(self, *blueprints: Blueprint) -> None:
        """Plug in pages."""
        self.blueprints.extend(blueprints)
        for blueprint in blueprints:
            self.doors.extend(getattr(blueprint, "doors", ()))

    def api(self, *blueprints: Blueprint) -> None:
        """Plug in resources of the JSON API."""
        self.pages(*blueprints)

    def nav(self, *items: NavItem) -> None:
        """Plug in places of the navigation."""
        self.navigation = sorted([*self.navigation, *items], key=lambda item: item.weight)

    def nav_below(self, key: str, *endpoints: str) -> None:
        """Say that these pages, and those below them, belong to this place of the navigation, too."""
        self.below.setdefault(key, []).extend(endpoints)

    def place(self, **endpoints: str) -> None:
        """Say where the frame's links lead: ``home search suggestions notices recent unread settings …``."""
        self.places.update(endpoints)

    def settings_section(self, *sections: SettingsSection) -> None:
        """Plug in pages of the settings."""
        self.sections = sorted([*self.sections, *sections], key=lambda section: section.weight)

    def permissions(self, *mays: May) -> None:
        """Make permissions known to roles, to the matrix page and to the tests."""
        self.mays.update({may.key: may for may in mays})

    def entity(self, key: str, label: LazyText, *, weight: int = 50) -> None:
        """Name what permissions are about, for the pages that explain them."""
        ENTITIES[key] = Entity(key, label, weight)

    def standing(self, *sources: StandingSource) -> None:
        """Say what principals of the access list people stand behind, beside themselves and their groups."""
        STANDING_SOURCES.extend(source for source in sources if source not in STANDING_SOURCES)

    def anchor(self, anchor: Anchor) -> None:
        """Let other packages hang things on this kind of record."""
        anchors.add(anchor)

    def bulk_action(self, *actions: BulkAction) -> None:
        """Plug in what can be done with many records at once (CON-12)."""
        for action in actions:
            bulk_actions.add(action)

    def delete_blocker(self, blocker: Blocker) -> None:
        """Keep records of another package from being deleted while they are needed."""
        guards.add(blocker)

    def purge(self, kind: str, purge: Purge) -> None:
        """Say what goes for good along with records of this kind."""
        guards.add_purge(kind, purge)

    def first_day(self, furnish: provisioning.Furnish) -> None:
        """Furnish each new workspace; runs in one transaction with all others, in the order of wiring."""
        if furnish not in provisioning.first_days:
            provisioning.first_days.append(furnish)

    def last_day(self, remove: lifecycle.LastDay) -> None:
        """Remove what the package keeps outside of PostgreSQL when a workspace goes for ever. Repeatable."""
        if remove not in lifecycle.last_days:
            lifecycle.last_days.append(remove)

    def palette(self, *commands: Command) -> None:
        """Plug in entries of the palette."""
        self.palette_commands.extend(commands)

    def search_kind(self, *kinds: SearchKind) -> None:
        """Plug in kinds of records that the one search box finds (CON-13)."""
        self.search_kinds = sorted([*self.search_kinds, *kinds], key=lambda kind: kind.weight)

    def tab(self, *tabs: Tab) -> None:
        """Plug in tabs of a profile."""
        self.tabs = sorted([*self.tabs, *tabs], key=lambda tab: tab.weight)

    def record_act(self, *acts: RecordAct) -> None:
        """Plug in entries of the menu of a record's profile."""
        self.record_acts = sorted([*self.record_acts, *acts], key=lambda act: act.weight)

    def subject(self, kind: SubjectKind) -> None:
        """Say that records of this kind stand for persons, who may ask what is held about them (CON-22)."""
        subjects.add_kind(kind)

    def holding(self, *holdings: Holding) -> None:
        """Say what the package holds about persons, for their export and their erasure (CON-22)."""
        for holding in holdings:
            subjects.add(holding)

    def telling(self, *ways: Telling) -> None:
        """Say how facts of one's own are told in a history."""
        for telling in ways:
            tellings.add(telling)

    def told_beside(self, *facts: Beside) -> None:
        """Say which facts of one's own records stand in the history of those that they are about."""
        for beside in facts:
            tellings.add_beside(beside)

    def my_work(self, *kinds: WorkSource) -> None:
        """Plug in kinds of things that wait for a person (CAS-7)."""
        for kind in kinds:
            sources.add_work(kind)

    def attention(self, *kinds: TroubleSource) -> None:
        """Plug in kinds of trouble that admins should look at (NOT-3)."""
        for kind in kinds:
            sources.add_trouble(kind)

    def commands(self, *groups: click.Command) -> None:
        """Plug in commands of ``crm``."""
        self.groups.extend(groups)

    def check(self, examine: Callable[[], Iterator[Finding]]) -> None:
        """Plug in a check that ``crm doctor`` runs inside each workspace."""
        self.checks.append(examine)

    def identities(self, identities: Identities) -> None:
        """Hand in how a cookie or a token becomes somebody; ``team`` does."""
        self.identity = identities

    def unread(self, count: Callable[[Actor], int]) -> None:
        """Hand in how many notices wait for a person; ``notifications`` does."""
        self.unread_count = count

    def door_of(self, endpoint: str, method: str) -> Door | None:
        """The door behind an endpoint, for this method."""
        method = "GET" if method == "HEAD" else method
        return next((d for d in self.doors if d.endpoint == endpoint and d.method == method), None)
