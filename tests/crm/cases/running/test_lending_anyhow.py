"""However a case changes: what its started steps show, against a plain telling of the rule (CAS-8)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.cases.actions.saving import edit_case
from crm.cases.forms.case import CaseShape, values_of
from crm.cases.models.case import Case
from crm.cases.queries.records import contact_ids
from crm.cases.running import acts
from crm.contacts.access import astray, derive_access
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.purging import purge_contacts
from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from crm.kernel.errors import DomainError
from crm.kernel.forms import read
from crm.team.actors import actor_of
from crm.workflows.models import Workflow
from tests.crm.cases.running.conftest import user
from tests.kit.builders import make_case, make_contact
from tests.kit.cast import ALICE, BOB, CAROL, NORTH, OLGA, Person

pytestmark = pytest.mark.promise("CAS-8")

MANAGERS = (ALICE, CAROL, CAROL)
acting = st.sampled_from([ALICE, CAROL, OLGA])
places = st.integers(0, len(MANAGERS) - 1)
some_act = st.one_of(
    st.tuples(st.just("start"), acting),
    st.tuples(st.just("edit"), acting, st.lists(places, unique=True)),
    st.tuples(st.sampled_from(["bin", "restore", "purge", "restrict", "open up", "end", "reopen"]), places),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(some_act, min_size=2, max_size=8))
def test_however_a_case_changes_a_step_shows_what_the_rule_says(
    in_scope: Any, a_workflow: Any, deeds: Any
) -> None:
    workflow_id = a_workflow({"responsible": user(BOB)})
    with in_scope(NORTH):
        world = World(workflow_id)
        for what, *how in deeds:
            world.do(what, *how)

            assert world.shown() == world.expected(), (what, how)
        assert list(astray()) == []
        db.session.rollback()


class World:
    """A case about three contacts, and a plain telling of what each of its runs lends."""

    def __init__(self, workflow_id: int) -> None:
        self.contacts = [make_contact(by=OLGA, managers=[one]).id for one in MANAGERS]
        case = make_case(contacts=self.contacts, by=OLGA, owner_id=ALICE.id, member_ids=[CAROL.id])
        self.case, self.workflow = case, db.session.get_one(Workflow, workflow_id)
        self.binned: set[int] = set()
        self.restricted: set[int] = set()
        self.lent: list[tuple[int | None, bool]] = []

    def do(self, what: str, *how: Any) -> None:
        match what, *how:
            case "start", person:
                self.start(person)
            case "edit", person, wanted:
                self.edit(person, wanted)
            case "end" | "reopen", _place:
                self.write({"status": "solved" if what == "end" else "open"}, OLGA)
            case _, place if (contact := db.session.get(Contact, self.contacts[place])) is not None:
                self.move(what, contact)

    def start(self, person: Person) -> None:
        olga = actor_of(OLGA.id)
        if run := acts.open_run_of(self.case.id):
            acts.cancel(self.case, run, reason="Anew", by=olga)
        try:
            acts.start(self.case, self.workflow, by=actor_of(person.id))
        except DomainError:
            return
        self.lent.append((self.main, self.sees(person, self.main)))

    def edit(self, person: Person, wanted: list[int]) -> None:
        before = contact_ids(self.case.id)
        seen = [self.contacts[place] for place in wanted if self.sees(person, self.contacts[place])]
        self.write({"contact_ids": [one for one in seen if one not in self.binned]}, person)
        if contact_ids(self.case.id) != before:
            main = self.main
            fresh = (main, self.sees(person, main))
            self.lent = [loan if loan[0] == main else fresh for loan in self.lent]

    def move(self, what: str, contact: Contact) -> None:
        olga = actor_of(OLGA.id)
        if what == "bin" and contact.id not in self.binned:
            delete_contact(contact, by=olga)
            self.binned.add(contact.id)
        elif what == "restore" and contact.id in self.binned:
            restore_contact(contact, by=olga)
            self.binned.remove(contact.id)
        elif what == "purge" and contact.id in self.binned:
            purge_contacts([contact.id], olga)
            self.lent = [(None, False) if loan[0] == contact.id else loan for loan in self.lent]
            db.session.expire_all()
        elif what in ("restrict", "open up"):
            contact.restricted = what == "restrict"
            (self.restricted.add if contact.restricted else self.restricted.discard)(contact.id)
        derive_access(self.contacts)

    def write(self, changes: dict[str, Any], person: Person) -> None:
        self.case = db.session.get_one(Case, self.case.id)
        seen = [one for one in contact_ids(self.case.id) if self.sees(person, one) and one not in self.binned]
        shape = read(CaseShape, {**values_of(self.case, seen), **changes})
        self.case = edit_case(self.case, shape, by=actor_of(person.id))

    @property
    def main(self) -> int | None:
        return next(iter(contact_ids(self.case.id)), None)

    def sees(self, person: Person, contact_id: int | None) -> bool:
        if contact_id is None:
            return False
        manages = MANAGERS[self.contacts.index(contact_id)] == person and contact_id not in self.binned
        return person == OLGA or manages

    def shown(self) -> set[int]:
        rows = Contact.visible_to(actor_of(BOB.id)).where(Contact.id.in_(self.contacts))
        return set(db.session.scalars(rows.with_only_columns(Contact.id)))

    def expected(self) -> set[int]:
        main = self.main
        status = db.session.scalar(select(Case.status).where(Case.id == self.case.id))
        hidden = main in self.binned or main in self.restricted or status != "open"
        return {main} if (main, True) in self.lent and not hidden else set()
