"""L1 and L3: the list and the search of a workspace of 1,000,000 contacts, by who sees how much of it.

``--at FOLDER`` keeps what was built, or uses what stands there, and then changes nothing in it; without it,
100,000 of the contacts are changed in the end, and back. The database's work is measured statement by
statement, warm; whole pages under gunicorn, beside the bare view B in the same minutes.
"""

import argparse
import contextlib
import itertools
import math
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from benchmarks import bulk
from benchmarks.installation import Installation, free_port
from benchmarks.large import bare
from benchmarks.large.building import TAG_SHARES, VIEWERS, build
from benchmarks.large.pages import CLIENTS, Browser, pace, rate
from benchmarks.large.statements import Work, work_of
from benchmarks.large.workspace import EMAIL, PASSWORD, POSTGRES, SLUG
from crm.app import create_app
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Sort, Wish, counted, listed
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.settings import load
from crm.team.actors import actor_of
from crm.team.models import User
from crm.views.language import all_of, parse
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope

SORTS: Final[tuple[Sort, ...]] = ("name", "activity")
CHANGED: Final = 100_000
QUICK_MS, USUAL_MS, SEARCH_MS = 10, 60, 50


@dataclass(frozen=True, slots=True)
class Case:
    """One list that somebody asks for, and how many milliseconds the database may work for it."""

    name: str
    wish: Wish
    within_ms: float
    counts: bool = False


def main(arguments: list[str]) -> int:
    """Build the workspace if need be, print the table; status 1 if a figure does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks contacts")
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--at", type=Path, help="a folder that keeps the installation for the next time")
    parser.add_argument("--only", default="", help="those cases alone whose name holds this")
    options = parser.parse_args(arguments)
    with Installation(settings=POSTGRES, folder=options.at) as installation:
        app = create_app(load(installation.environment))
        workspace = _workspace(installation, app, options.contacts)
        failed = _lists(app, workspace, only=options.only)
        print(
            f"{'FAILS' if failed else 'holds':6} L1, L3: the database's work for lists, counts and searches"
        )
        slow = 0 if options.only else _pages(installation, workspace)
        print(f"{'FAILS' if slow else 'holds':6} L1, L3: whole pages beside the bare view")
        late = not options.only and not options.at and bulk.measured(app, workspace, most=CHANGED)
    return 1 if failed or slow or late else 0


def _workspace(installation: Installation, app: Artel, contacts: int) -> Entry:
    installation.crm("setup")
    if installation.stood:
        return _entry(app)
    names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
    installation.crm("tenants", "create", SLUG, *names, "--password", PASSWORD, "--locale", "en")
    build(app, _entry(app), contacts=contacts, tell=lambda text: print(text, flush=True))
    return _entry(app)


def _entry(app: Artel) -> Entry:
    with app.app_context():
        found = app.directory.by_slug(SLUG)
    assert found is not None
    return found


def _lists(app: Artel, workspace: Entry, *, only: str) -> int:
    """Print a line for each viewer and case; returns how many took too long."""
    failed = 0
    with app.test_request_context(base_url=f"http://{SLUG}.localhost"), scope(workspace):
        number = db.session.scalar(select(func.count()).select_from(Contact))
        print(f"{number:,} contacts")
        for name, sees in VIEWERS.items():
            to = _viewer(name)
            print(f"\n{name}: {sees}")
            print(f"  {'':44} {'ms':>8} {'blocks':>9} {'queries':>7} {'rows':>5} {'limit':>6}")
            for case in cases(to):
                if only in case.name:
                    failed += _measured(case, to)
            db.session.rollback()
    return failed


def _pages(installation: Installation, workspace: Entry) -> int:
    """Print how long whole pages take beside the bare view; returns how many took too long."""
    bare.prepare(installation.environment["DATABASE_URL"], workspace.schema)
    installation.serve(workers=False)
    view = Browser(_bare_view(installation))
    failed = 0
    print(f"\n{'page':52} {'ms':>7} {'bytes':>8} {'× B':>6} {'limit':>6}")
    for name in VIEWERS:
        person = Browser(installation.port, f"{SLUG}.localhost")
        person.sign_in(f"{name}@viewers.example", PASSWORD)
        shown = re.search(r'data-href="([^"]+)"', person.get("/contacts").decode())
        pages = [*PAGES, ("profile", shown[1], 3.0)] if shown else PAGES
        for told, path, most in pages:
            failed += _paced(f"{name}: {told}", partial(_seen, person, path), view, most)
        _first_visits(name, person, view)
    failed += _paced("all: add a contact", partial(_added, person), view, 5, first=partial(_form, person))
    failed += _rates(person, view)
    return failed


def _first_visits(name: str, person: Browser, view: Browser) -> None:
    """Print what pages take that this person has not come to before: all of them is drawn."""
    ids = dict.fromkeys(re.findall(r'data-href="([^"]+)"', person.get("/contacts").decode()))
    _paced(f"{name}: profiles for the first time", person.get, view, math.inf, first=partial(next, iter(ids)))
    lists = (f"/contacts?never={number}" for number in itertools.count())
    _paced(f"{name}: list for the first time", person.get, view, math.inf, first=partial(next, lists))


def _paced(
    name: str, act: Callable[[Any], bytes], view: Browser, most: float, *, first: Callable[[], Any] = dict
) -> bool:
    found = pace(act, partial(view.get, "/"), first=first)
    late = found.ratio > most
    print(
        f"{name:52} {found.milliseconds:7.1f} {found.bytes:8,} {found.ratio:6.2f} {most:6.1f}"
        f"{'  FAILS' if late else ''}",
        flush=True,
    )
    return late


def _rates(person: Browser, view: Browser) -> bool:
    bare_rate = rate([view.twin() for _client in range(CLIENTS)], "/")
    list_rate = rate([person.twin() for _client in range(CLIENTS)], "/contacts")
    late = list_rate < bare_rate / 3
    print(
        f"{CLIENTS} clients: B {bare_rate:.0f}/s, the list {list_rate:.0f}/s = B/{bare_rate / list_rate:.2f}"
        f" (limit B/3){'  FAILS' if late else ''}"
    )
    return late


def _seen(person: Browser, path: str, _nothing: Any) -> bytes:
    return person.get(path)


def _form(person: Browser) -> dict[str, str]:
    """A filled form that was not sent yet."""
    number = next(_numbers)
    name = {"kind": "person", "first_name": "Bench", "last_name": f"Mark {number} {time.time_ns()}"}
    return {**person.hidden("/contacts/new"), **name}


def _added(person: Browser, form: dict[str, str]) -> bytes:
    return person.post("/contacts", form)


def _bare_view(installation: Installation) -> int:
    """Serve B beside the product; the port."""
    port = free_port()
    installation.environment["BARE_DATABASE_URL"] = installation.environment["DATABASE_URL"]
    options = ["-k", "gthread", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}", "--preload"]
    installation.start("bare", "gunicorn", *options, "benchmarks.large.bare:create()")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return port
        time.sleep(0.1)
    raise TimeoutError("the bare view does not answer")


_numbers = itertools.count(1)
PAGES: Final = (
    ("list by name", "/contacts", 4.0),
    ("list by activity", "/contacts?sort=activity", 4.0),
    ("search", "/contacts?q=волков", 6.0),
    ("search of an e-mail", "/contacts?q=user77123", 6.0),
)


def _measured(case: Case, to: Actor) -> bool:
    rows = 0 if case.counts else len(listed(case.wish, to=to).contacts)
    work: Work = work_of(lambda: (counted if case.counts else listed)(case.wish, to=to))
    late = work.milliseconds > case.within_ms
    print(
        f"  {case.name:44} {work.milliseconds:8.2f} {work.blocks:9,} {work.statements:7} {rows:5}"
        f" {case.within_ms:6.0f}{'  FAILS' if late else ''}",
        flush=True,
    )
    return late


def cases(to: Actor) -> Iterator[Case]:
    """What is measured for each viewer."""
    for sort in SORTS:
        yield Case(f"first page by {sort}", Wish(sort=sort), QUICK_MS)
        for depth in (0.5, 0.99):
            yield Case(f"page at {depth:.0%} by {sort}", _deep(to, sort, depth), QUICK_MS)
    for place, (name, share) in enumerate(TAG_SHARES.items(), 1):
        within = QUICK_MS if share >= 0.1 or share <= 0.003 else USUAL_MS
        for sort in SORTS:
            yield Case(f"tag {name} ({share:.3%}) by {sort}", Wish(tag_id=place, sort=sort), within)
    yield Case("type (20 %) by name", Wish(type_id=1), QUICK_MS)
    yield from _filters()
    yield Case("count of all, capped", Wish(), QUICK_MS, counts=True)
    for name, place in (("half", 1), ("percent", 5), ("oddest", 9)):
        yield Case(f"count of tag {name}, capped", Wish(tag_id=place), USUAL_MS, counts=True)
    for name, q in SEARCHES.items():
        yield Case(f"search {name}: {q}", Wish(q=q), SEARCH_MS)


def _filters() -> Iterator[Case]:
    for name, told in FILTERS.items():
        within = QUICK_MS if name.endswith("(few)") else USUAL_MS
        for sort in SORTS:
            yield Case(f"{name} by {sort}", Wish(filter=all_of([parse(told)]), sort=sort), within)


FILTERS: Final = {
    "source (few)": "source:is:Expo 2019",
    "source (30 %)": "source:is:site",
    "source empty": "source:empty",
    "language (few)": "language:is:de",
    "companies (30 %)": "kind:is:company",
    "birthday filled (none)": "born:filled",
    "name contains, rare": "name:contains:тимофеев",
    "name contains, common": "name:contains:иван",
    "added in the last 7 days": "created:last:7",
    "no activity for 300 days": "activity:older:300",
    "e-mail contains": "email:contains:mail123.example",
}

SEARCHES: Final = {
    "part of a common name": "иван",
    "name, rare together": "волков тимофей егорович",
    "names in another order": "timothy smith",
    "a company": "ромашка 77",
    "part of an e-mail": "user77123",
    "domain": "mail123.example",
    "phone digits": "916 77123",
    "swapped layout": "djkrjd nbvjatq",
    "transliterated": "volkov timofey",
    "three letters": "вол",
    "two letters": "во",
    "nothing like it": "zzqqxy",
}


def _deep(to: Actor, sort: Any, depth: float) -> Wish:
    """The page that begins at this part of what there is in the order."""
    if sort == "name":
        place = func.percentile_disc(depth).within_group(Contact.sort_name)
        key = db.session.scalar(select(place).where(Contact.id % 50 == 0))
    else:
        place = func.percentile_disc(1 - depth).within_group(ContactActivity.last_activity_at)
        key = db.session.scalar(select(place).where(ContactActivity.contact_id % 50 == 0))
        key = key.isoformat() if key else None
    return replace(Wish(sort=sort), after=[key, 0])


def _viewer(name: str) -> Actor:
    user_id = db.session.scalar(select(User.id).where(User.email == f"{name}@viewers.example"))
    actor = actor_of(user_id or 0)
    assert actor is not None
    return actor
