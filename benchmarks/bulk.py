"""Acts on many contacts: time, blocks and the longest transaction of a change of type, tags, managers.

The runs are done part by part as a worker does them, each part in a transaction of its own.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select, text

from benchmarks.installation import Installation
from benchmarks.large.building import build
from benchmarks.large.statements import work_of
from benchmarks.large.workspace import EMAIL, PASSWORD, POSTGRES, SLUG
from crm.app import create_app
from crm.contacts.actions.bulk import running
from crm.contacts.actions.bulk.lists import RETAG, SET_TYPE
from crm.contacts.actions.bulk.people import ASSIGN
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.presenters import changes
from crm.journal import long_undo
from crm.journal.models import Act
from crm.kernel.bulk import BulkAction
from crm.kernel.db import db
from crm.settings import load
from crm.team.actors import actor_of
from crm.views import selecting
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope

PROMISED_SECONDS: Final = 60.0
UNDO_TIMES: Final = 2.0
"""An undo takes at most so many times what the act took."""
OWNER, MANAGER = 1, 2
ACTS: Final[tuple[tuple[BulkAction, dict[str, Any]], ...]] = (
    (SET_TYPE, {"type_id": "1"}),
    (RETAG, {"add": "bench, mark"}),
    (ASSIGN, {"way": "add", "manager_ids": [MANAGER]}),
)


@dataclass(slots=True)
class Figures:
    """What an act took."""

    seconds: float = 0.0
    parts: list[float] = field(default_factory=list)
    blocks: int = 0


def main(arguments: list[str]) -> int:
    """Select all contacts, change them in three ways, each undone and done again; status 1 if too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks bulk")
    parser.add_argument("--contacts", type=int, default=100_000)
    options = parser.parse_args(arguments)
    with Installation(settings=POSTGRES) as installation:
        installation.crm("setup")
        names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
        installation.crm("tenants", "create", SLUG, *names, "--password", PASSWORD, "--locale", "en")
        app = create_app(load(installation.environment))
        with app.app_context():
            workspace = app.directory.by_slug(SLUG)
        assert workspace is not None
        build(app, workspace, contacts=options.contacts, tell=print)
        slow = measured(app, workspace, most=options.contacts)
    return 1 if slow else 0


def measured(app: Artel, workspace: Entry, *, most: int) -> bool:
    """Select so many contacts, change them in three ways, each undone and done again; true if too slow."""
    within = _Within(app, workspace)
    seconds = within(lambda: selecting.put(CONTACT, _all().limit(most), by=_olga()))
    print(f"\n{f'select {most:,}':28} {seconds:8.2f} s")
    slow = False
    for action, typed in ACTS:
        figures = _done(within, action, typed)
        parts = sorted(figures.parts)
        print(
            f"{action.key:28} {figures.seconds:8.2f} s {figures.blocks:10,d} blocks,"
            f" parts: median {1000 * parts[len(parts) // 2]:.0f} ms, longest {1000 * parts[-1]:.0f} ms"
        )
        slow |= action.key in ("type", "tags") and figures.seconds > PROMISED_SECONDS
        slow |= _undone(within, figures) and action.key in ("type", "tags")
    within(_told)
    told = f"a change of type or tags ≤ {PROMISED_SECONDS:.0f} s, its undo ≤ {UNDO_TIMES:.0f} ×"
    print(f"{'FAILS' if slow else 'holds':6} {told}")
    return slow


def _told() -> None:
    """What the history of one of the contacts costs, where three acts on all of them are told."""
    one = db.session.scalars(select(Contact.id).order_by(Contact.id).limit(1)).one()
    acts = db.session.scalars(select(Act.id).where(Act.kind.startswith("bulk."))).all()
    work = work_of(lambda: changes.by_act(acts, [one], to=_olga()))
    print(f"{'values in a history':28} {work.milliseconds:8.2f} ms {work.blocks:10,d} blocks")


def _done(within: "_Within", action: BulkAction, typed: dict[str, Any]) -> Figures:
    figures, before, made = Figures(), within.blocks(), []
    began = time.perf_counter()
    wish = within(
        lambda: made.append(running.start(action, _chosen(), action.check(typed, _olga()), by=_olga()).id)
    )
    print(f"{action.key + ', fixing whom':28} {wish:8.2f} s")
    more: list[bool] = [True]
    while more[-1]:
        figures.parts.append(within(lambda: more.append(running.go_on(made[0]))))
    figures.seconds = time.perf_counter() - began
    figures.blocks = within.blocks() - before
    return figures


def _undone(within: "_Within", done: Figures) -> bool:
    """Take the last act back, then that undo, so that it stands again; whether it takes too long."""
    for name in ("undo", "undo of the undo"):
        figures = _taken_back(within)
        chunks = sorted(figures.parts)
        print(
            f"{name:28} {figures.seconds:8.2f} s, {figures.seconds / done.seconds:.1f} × the act, chunks:"
            f" median {1000 * chunks[len(chunks) // 2]:.0f} ms, longest {1000 * chunks[-1]:.0f} ms"
        )
    return figures.seconds > UNDO_TIMES * done.seconds


def _taken_back(within: "_Within") -> Figures:
    made: list[int] = []

    def start() -> None:
        last = db.session.query(Act).order_by(Act.id.desc()).first()
        assert last is not None
        reversal = long_undo.undo_any(last, by=_olga())
        run = long_undo.run_of(reversal.id)
        made.append(run.id if run else 0)

    within(start)
    figures, began = Figures(), time.perf_counter()
    more: list[bool] = [True]
    while more[-1]:
        figures.parts.append(within(lambda: more.append(long_undo.go_on(made[0]))))
    figures.seconds = time.perf_counter() - began
    return figures


class _Within:
    """Do something in the workspace, in a transaction of its own; returns its seconds."""

    def __init__(self, app: Artel, workspace: Entry) -> None:
        self._app, self._workspace = app, workspace

    def __call__(self, act: Callable[[], Any]) -> float:
        with self._app.app_context(), scope(self._workspace):
            began = time.perf_counter()
            act()
            db.session.commit()
            return time.perf_counter() - began

    def blocks(self) -> int:
        """The blocks that this database has read so far, from memory or not."""
        time.sleep(1.2)  # the statistics follow within a second
        with self._app.app_context(), scope(self._workspace):
            return int(db.session.scalar(text(_BLOCKS)) or 0)


_BLOCKS = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"


def _all() -> Any:
    return Contact.visible_to(_olga()).with_only_columns(Contact.id)


def _chosen() -> Any:
    return _all().where(Contact.id.in_(selecting.chosen(CONTACT, OWNER)))


def _olga() -> Any:
    return actor_of(OWNER)
