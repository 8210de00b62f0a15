"""``python -m tests.crm.imports.trips --contacts 20000``: from one workspace to empty ones.

By a file of each kind. Prints what each trip took and what did not come along; status 1 if anything did not.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select

from benchmarks.installation import Installation
from crm.app import create_app
from crm.contacts.actions.links import link
from crm.contacts.actions.saving import create_contact
from crm.contacts.forms.contact import NewContactShape
from crm.contacts.forms.links import LinkShape
from crm.kernel.db import db
from crm.kernel.forms import read
from crm.kernel.jobs import KINDS, Job
from crm.settings import load
from crm.team.actors import actor_of
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope
from tests.crm.imports.trips.people import People
from tests.crm.imports.trips.places import FILES, NO_CARD_HOLDS, Place, Told, differences
from tests.kit.web import Visitor
from workers import kinds
from workers.runtime import Runner
from workers.turns import WakeUp

PASSWORD = "correct horse battery staple"
AT_ONCE = 200
WORK = ("contacts.export", "imports.check", "imports.run")


class Filled(Place):
    """A workspace that is filled by actions, in fewer steps than requests would take."""

    def __init__(self, api: Any, run_jobs: Any, app: Artel, entry: Entry) -> None:
        super().__init__(api, run_jobs)
        self._app, self._entry = app, entry

    def employ(self, people: People, bodies: Sequence[Told]) -> list[int]:
        """Add these contacts, and let some people work for some companies; returns all ids."""
        made: list[int] = []
        firms: list[int] = []
        for start in range(0, len(bodies), AT_ONCE):
            with self._app.app_context(), scope(self._entry):
                for body in bodies[start : start + AT_ONCE]:
                    made.append(self._add(people, body, firms))
                db.session.commit()
        return made

    def _add(self, people: People, body: Told, firms: list[int]) -> int:
        by = actor_of(1)
        assert by is not None
        contact = create_contact(read(NewContactShape, body), by=by)
        if body["kind"] == "company":
            firms.append(contact.id)
        elif firms and (firm := people.employer(firms)):
            link(contact, read(LinkShape, {"contact_id": firm, "role": body["job_title"]}), by=by)
        return int(contact.id)


def main() -> int:
    """Fill a workspace, take its contacts to empty ones, and compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.crm.imports.trips", description=__doc__)
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", choices=FILES, default=list(FILES))
    asked = parser.parse_args()
    with Installation() as installation:
        installation.crm("setup")
        app = create_app(load(installation.environment))
        kinds.load()
        source = _place(installation, app, "source")
        people = People(random.Random(asked.seed), source.furnish(), "x")
        with _told("filled"):
            source.employ(people, [people.one() for _number in range(asked.contacts)])
        before = source.pictures(source.contacts())
        holds = [_trip(installation, app, source, before, kind) for kind in asked.kinds]
    return 0 if all(holds) else 1


def _trip(installation: Installation, app: Artel, source: Filled, before: dict[str, Told], kind: str) -> bool:
    with _told(f"{kind}: exported"):
        content = source.exported(format=kind, template=True, parts=True)
    target = _place(installation, app, f"target-{kind.replace('_', '-')}")
    target.furnish()
    with _told(f"{kind}: {len(content):,} bytes imported"):
        target.imported(content, FILES[kind])
    after = target.pictures(target.contacts())
    wrong = differences(before, after, but=NO_CARD_HOLDS if kind == "vcf" else ())
    outcome = "FAILS" if wrong else "holds"
    _say(f"{outcome:6} IMP-8 {kind}: {len(after):,} contacts, {len(before):,} left", *wrong[:10])
    return not wrong


def _place(installation: Installation, app: Artel, slug: str) -> Filled:
    owner = f"olga@{slug}.example"
    common = ["--password", PASSWORD, "--locale", "en"]
    installation.crm(
        "tenants", "create", slug, "--name", slug, "--owner-name", "Olga", "--owner-email", owner, *common
    )
    for name in ("Alice", "Bob", "Carol"):
        email = f"{name.lower()}@{slug}.example"
        installation.crm(
            "users", "add", "--tenant", slug, "--name", name, "--email", email, "--role", "manager", *common
        )
    token = installation.crm("tokens", "create", "--tenant", slug, "--user", owner).strip()
    api = Visitor.at(app, f"{slug}.{installation.environment['ARTEL_BASE_DOMAIN']}")
    api.headers = {"Authorization": f"Bearer {token}"}
    with app.app_context():
        entry = app.directory.by_slug(slug)
    assert entry is not None
    return Filled(api, lambda: _work(app), app, entry)


def _work(app: Artel) -> None:
    """Do what is due of exports and imports; nobody is told of anything."""
    while True:
        some = select(Job).where(Job.state == "ready", Job.due_at <= func.now(), Job.kind.in_(WORK))
        with app.app_context(), db.engines["control"].connect() as connection:
            due = connection.execute(some.order_by(Job.id)).all()
        if not due:
            return
        for row in due:
            Runner(app).run(WakeUp(KINDS[row.kind].queue, row.tenant_id, row.kind, (row.id,)))


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    _say(f"       {what} in {time.monotonic() - began:.0f} s")


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line[:300]}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
