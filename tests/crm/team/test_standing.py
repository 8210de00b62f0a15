"""What people stand behind beside themselves and their groups: classes granted to them, in the one query."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.contacts.models.classes import ClassGrant, ContactClass
from crm.kernel import context
from crm.kernel.access import Actor, Level
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.team.models import Group
from tests.kit.cast import ALICE, BOB, CAROL, NORTH, Person
from tests.kit.web import Visitor

ActorOf = Callable[[Person], Actor]
SALES = "g1"
READ, WRITE = int(Level.READ), int(Level.WRITE)


@pytest.fixture
def grant(in_scope: Any) -> Callable[..., str]:
    """Make a class and grant it: ``grant({"u3": READ})`` returns its principal."""

    def make(grants: dict[str, int]) -> str:
        with in_scope(NORTH):
            number = db.session.scalar(select(func.count()).select_from(ContactClass)) or 0
            made = ContactClass(name=f"Class {number}", hue=1, position=number)
            db.session.add(made)
            db.session.flush()
            _add(made.id, grants.items())
        return f"c{made.id}"

    return make


def test_whoever_is_granted_no_class_stands_behind_none(actor_of: ActorOf) -> None:
    assert actor_of(ALICE).standing == {}


@pytest.mark.promise("ACC-4")
def test_a_class_is_granted_to_users_and_to_groups(grant: Callable[..., str], actor_of: ActorOf) -> None:
    hers, theirs = grant({f"u{ALICE.id}": WRITE}), grant({SALES: READ})

    assert actor_of(ALICE).standing == {hers: WRITE, theirs: READ}
    assert actor_of(BOB).standing == {theirs: READ}
    assert actor_of(CAROL).standing == {}


@pytest.mark.promise("ACC-4")
@pytest.mark.parametrize("grants", [{"u3": WRITE, SALES: READ}, {"u3": READ, SALES: WRITE}])
def test_of_several_grants_of_one_class_the_highest_counts(
    grants: dict[str, int], grant: Callable[..., str], actor_of: ActorOf
) -> None:
    principal = grant(grants)

    assert actor_of(ALICE).standing == {principal: WRITE}


@pytest.mark.promise("ACC-4")
def test_a_deleted_group_stands_behind_nothing(
    grant: Callable[..., str], actor_of: ActorOf, in_scope: Any
) -> None:
    grant({SALES: WRITE})

    with in_scope(NORTH):
        db.session.execute(update(Group).where(Group.id == 1).values(deleted_at=func.now()))

    assert actor_of(ALICE).standing == {}


def test_a_fact_keeps_the_address_that_the_request_came_from(
    client_of: Callable[[Person], Visitor], in_scope: Any
) -> None:
    client_of(ALICE).post("/me/language", data={"locale": "ru"})

    with in_scope(NORTH, read_only=True):
        row = db.session.scalars(select(FactRow).order_by(FactRow.id.desc()).limit(1)).one()
        assert row.through == "page"
        assert ip_address(str(row.address)) == ip_address("127.0.0.1")


@pytest.mark.parametrize(
    "sent", [None, "", "unknown", "203.0.113.7:4711", "fe80::1%eth0;drop", "\x00", "1" * 999]
)
def test_what_is_no_address_is_kept_as_none_or_without_its_zone(sent: str | None) -> None:
    with context.coming_through("page", address=sent):
        assert context.address() in (None, "fe80::1")


def _add(class_id: int, grants: Iterable[tuple[str, int]]) -> None:
    db.session.add_all(ClassGrant(class_id=class_id, grantee=name, level=level) for name, level in grants)
