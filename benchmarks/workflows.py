"""What running cases cost: the background while their timers wait, and lists of very many (CAS-4, L1).

Every case is a real one: it goes through a workflow, its step waits for somebody, and its reminder and its
escalation are jobs that are due later. The dispatcher looks for due rows by an index, so that rows which only
wait should cost it nothing. Autovacuum is off: what it does after all that is written here would be taken for
the work of timers. Lists are measured statement by statement, warm, by who sees how much of it.
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from benchmarks.installation import Installation, tree
from benchmarks.large.building import build
from benchmarks.large.casework import Casework
from benchmarks.large.statements import work_of
from benchmarks.large.workspace import EMAIL, PASSWORD, POSTGRES, SLUG
from crm.app import create_app
from crm.cases.access import VIEW_CASES
from crm.cases.queries import board, listing
from crm.cases.queries.wishes import PAGE, SORTS, Wish
from crm.cases.running import health, queries
from crm.contacts.access import VIEW_CONTACTS
from crm.home.queries.work import counted
from crm.home.queries.work import work_of as waiting_work
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.settings import load
from crm.team.actors import actor_of
from crm.team.models import User
from crm.views.language import all_of, parse
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope

FLAT_SECONDS: Final = 0.5
"""So much more CPU a minute may all of them cost than none: a hundredth of a core; less is noise."""
FIRED: Final = 1_000
SETTLING_SECONDS: Final = 5
MOST_WINDOWS: Final = 20
PAGE_MS, COUNT_MS = 60, 250
DEEP: Final = 40
"""So many pages lie before the deep one."""


def main(arguments: list[str]) -> int:
    """Let the background rest with no, a tenth and all of the cases, then ask for lists; status 1 if slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks workflows")
    parser.add_argument("--cases", type=int, default=10_000, help="running cases whose timers wait")
    parser.add_argument("--many", type=int, default=100_000, help="cases of the longer lists")
    parser.add_argument("--contacts", type=int, default=20_000, help="contacts that they are about")
    parser.add_argument("--seconds", type=int, default=60, help="how long each is measured")
    options = parser.parse_args(arguments)
    with Installation(settings={**POSTGRES, "autovacuum": "off"}) as installation:
        app, workspace = _workspace(installation, options.contacts)
        casework = Casework(app.extensions["artel_settings"], workspace)
        grows = _rests(installation, casework, options.cases, options.seconds)
        slow = _lists(app, workspace, casework.there)
        if options.many > options.cases:
            casework.grow(options.many)
            slow += _lists(app, workspace, casework.there)
    print(
        f"{'FAILS' if slow else 'holds':6} lists of cases and of work ≤ {PAGE_MS} ms, counts ≤ {COUNT_MS} ms"
    )
    return 1 if grows or slow else 0


def _workspace(installation: Installation, contacts: int) -> tuple[Artel, Entry]:
    installation.crm("setup")
    names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
    installation.crm("tenants", "create", SLUG, *names, "--password", PASSWORD, "--locale", "en")
    app = create_app(load(installation.environment))
    with app.app_context():
        workspace = app.directory.by_slug(SLUG)
    assert workspace is not None
    build(app, workspace, contacts=contacts, tell=lambda text: print(text, flush=True))
    return app, workspace


def _rests(installation: Installation, casework: Casework, cases: int, seconds: int) -> bool:
    """Measure the background at rest, then let reminders come; whether more cases cost it more."""
    installation.serve(web=False)
    works: dict[int, float] = {}
    for number in (0, cases // 10, cases):
        casework.grow(number)
        _settle(installation)
        works[number] = _work(installation, seconds)
        print(f"{number:8} running cases {1000 * works[number]:8.0f} ms of CPU a minute", flush=True)
    fired = min(FIRED, cases)
    print(f"{'reminders that come at once':32} {fired / _fire(casework, fired):8.0f} a second", flush=True)
    came = casework.reminded()
    more = works[cases] - works[0]
    told = f"{cases} running cases cost ≤ {FLAT_SECONDS} s of CPU a minute more than none"
    grows = more > FLAT_SECONDS
    print(f"{'FAILS' if grows else 'holds':6} {told}: {more:.2f}")
    print(f"{'holds' if came == fired else 'FAILS':6} {fired} timers that were due reminded {came} times")
    installation.processes.pop("artel").terminate()
    return grows or came != fired


def _settle(installation: Installation) -> None:
    """Return when the background works as much as a moment ago: starting, or seeing to new rows, is over."""
    before = _work(installation, SETTLING_SECONDS)
    for _window in range(MOST_WINDOWS):
        now = _work(installation, SETTLING_SECONDS)
        if abs(now - before) < FLAT_SECONDS:
            return
        before = now


def _work(installation: Installation, seconds: int) -> float:
    """CPU seconds a minute of dispatcher, workers and PostgreSQL."""
    roots = [installation.processes["artel"].pid]
    if installation.postgres_pid is not None:
        roots.append(installation.postgres_pid)
    before, began = _cpu(roots), time.monotonic()
    time.sleep(seconds)
    return (_cpu(roots) - before) * 60 / (time.monotonic() - began)


def _cpu(roots: list[int]) -> float:
    """CPU seconds of these processes and all that came from them, ended ones included."""
    ticks = 0
    for pid in {pid for root in roots for pid in tree(root)}:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _fire(casework: Casework, number: int) -> float:
    """Let so many reminders be due at once; how many seconds until each was brought to its run."""
    casework.call_in(number)
    began = time.perf_counter()
    while casework.left():
        time.sleep(0.05)
    return time.perf_counter() - began


def _lists(app: Artel, workspace: Entry, number: int) -> int:
    """Print a line for each viewer and question; returns how many took too long."""
    slow = 0
    with app.test_request_context(base_url=f"http://{SLUG}.localhost"), scope(workspace):
        print(f"\n{number:,} cases  {'':44} {'ms':>8} {'blocks':>9} {'queries':>7} {'limit':>6}")
        for name, to in _viewers().items():
            for told, act, limit in _questions(to):
                work = work_of(act)
                late = work.milliseconds > limit
                slow += late
                print(
                    f"  {name:22} {told:36} {work.milliseconds:8.2f} {work.blocks:9,} {work.statements:7}"
                    f" {limit:6}{'  FAILS' if late else ''}",
                    flush=True,
                )
        db.session.rollback()
    return slow


def _viewers() -> dict[str, Actor]:
    """An admin, members who see a few or a third of the contacts, one with few and reach group."""
    found = {}
    for told, name in (("admin", "all"), ("member, few", "random"), ("member, a third", "third")):
        user_id = db.session.scalars(select(User.id).where(User.email == f"{name}@viewers.example")).one()
        actor = actor_of(user_id)
        assert actor is not None
        found[told] = actor
    few = found["member, few"]
    colleagues = db.session.scalars(select(User.id).where(User.email.like("c%@viewers.example")).limit(10))
    reaches = {**few.reaches, VIEW_CASES.key: Reach.GROUP, VIEW_CONTACTS.key: Reach.GROUP}
    found["member, group reach"] = replace(
        few, teammates=frozenset({*colleagues, few.user_id or 0}), reaches=reaches
    )
    return found


def _questions(to: Actor) -> list[tuple[str, Callable[[], Any], int]]:
    me, still_open = [to.user_id or 0], all_of([parse("status:is:open")])

    def page(wish: Wish) -> Callable[[], Any]:
        return lambda: listing.listed(wish, to=to)

    asked = [(f"first page by {by}", page(Wish(sort=by)), PAGE_MS) for by in SORTS]
    deep = listing.listed(Wish(sort="due", limit=DEEP * PAGE), to=to).next_key
    return [
        *asked,
        (f"page {DEEP + 1} by due", page(Wish(sort="due", after=deep)), PAGE_MS),
        ("open ones, first page", page(Wish(filter=still_open)), PAGE_MS),
        ("a word of the title", page(Wish(q="invoice 77")), PAGE_MS),
        ("count, capped", lambda: listing.counted(Wish(), to=to), COUNT_MS),
        ("board", lambda: board.columns(Wish(), to=to), COUNT_MS),
        ("my work", lambda: waiting_work(me, by=to), PAGE_MS),
        ("my work, count", lambda: counted(me, by=to), PAGE_MS),
        ("late and stuck steps", lambda: queries.troubled(before=None, limit=50, to=to), PAGE_MS),
        ("timers that did not fire", lambda: health.overdue(to=to), PAGE_MS),
        ("figures of workflows", lambda: health.figures(to=to), COUNT_MS),
    ]
