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
from crm.contacts.access import derive_access
from crm.contacts.actions import opening, writing
from crm.contacts.actions.people import add_managers
from crm.contacts.forms.contact import NewContactShape
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact
from crm.contacts.models.footings import Openness
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.records import region
from crm.fields.queries import fields_of, searched_keys
from crm.fields.values import manner, new_values
from crm.kernel.db import db
from crm.kernel.forms import read
from crm.kernel.jobs import KINDS, Job
from crm.settings import load
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
OWNER = 1
WORK = ("contacts.export", "imports.check", "imports.run")


class Filled(Place):
    """A workspace whose contacts are written many at a time, as actions would write each; nobody is told."""

    def __init__(self, api: Any, run_jobs: Any, app: Artel, entry: Entry) -> None:
        super().__init__(api, run_jobs)
        self._app, self._entry = app, entry

    def employ(self, people: People, bodies: Sequence[Told]) -> list[int]:
        """Add these contacts, and let some people work for some companies; returns all ids."""
        made: list[int] = []
        firms: list[int] = []
        for start in range(0, len(bodies), AT_ONCE):
            with self._app.app_context(), scope(self._entry):
                shapes = [read(NewContactShape, body) for body in bodies[start : start + AT_ONCE]]
                contacts = _written(shapes)
                made += [contact.id for contact in contacts]
                db.session.add_all(_links(contacts, people, firms))
                db.session.commit()
        return made


def _written(shapes: Sequence[NewContactShape]) -> list[Contact]:
    """New contacts as ``create_contact`` writes each of them; a few statements for all."""
    fields, searched, how, country = fields_of("contact"), searched_keys("contact"), manner(), region()
    contacts = []
    for shape in shapes:
        own, faults = new_values(fields, shape.custom, kind=shape.kind, how=how)
        assert not faults, faults
        opened = opening.wished(shape)
        assert shape.sharing
        assert shape.manager_ids
        empty: Told = {"comms": [], "tag_ids": list(shape.tag_ids or ()), "version": 1}
        contact = Contact(made_by=OWNER, sharing=shape.sharing, custom=own, **empty)
        writing.write(contact, shape, region=country, searched=searched)
        opening.open_new(contact, opened)
        contact.principals = sorted(Openness(shape.manager_ids, shape.sharing, **opened).rows())
        contacts.append(contact)
    db.session.add_all(contacts)
    db.session.flush()
    for contact, shape in zip(contacts, shapes, strict=True):
        add_managers(contact, shape.manager_ids or (), lead_id=shape.lead_id)
        db.session.add(ContactActivity(contact_id=contact.id))
    derive_access([contact.id for contact in contacts], new=True)
    return contacts


def _links(contacts: Sequence[Contact], people: People, firms: list[int]) -> Iterator[ContactLink]:
    """Some people's main companies; of those, which ``firms`` gathers, each was there before its people."""
    for contact in contacts:
        if contact.kind == "company":
            firms.append(contact.id)
        elif firms and (firm := people.employer(firms)):
            ends = {"kind": "employment", "one_id": contact.id, "other_id": firm}
            yield ContactLink(**ends, role=contact.job_title, main=True)


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
