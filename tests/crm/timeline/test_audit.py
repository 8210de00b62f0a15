"""The audit log: who did what, when, from where, through what, with before and after (ACC-9)."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from crm.contacts.facts_of_vcards import VcardDownloaded, VcardsDownloaded
from crm.kernel.db import db
from crm.kernel.facts import FACTS, FactRow
from crm.kernel.forms import read
from crm.team import queries as team
from crm.team.actions import roles, users
from crm.team.actors import actor_of
from crm.team.facts import SignInFailed
from crm.team.forms import RoleShape
from crm.team.models import User
from crm.timeline.facts import AuditExported
from crm.timeline.presenters.audit import KINDS
from crm.timeline.queries import audit
from crm.timeline.queries.audit import Wish, audited, kind_of
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA, PASSWORD, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
pytestmark = pytest.mark.promise("ACC-9")


@pytest.fixture
def auditor(in_scope: Any) -> Person:
    """Carol, who may read the log and sees only her own contacts."""
    with in_scope(NORTH):
        olga = actor_of(OLGA.id)
        assert olga is not None
        wish = {"name": "Auditor", "reaches": {"timeline.audit": "all", "contacts.view": "own"}}
        role = roles.add_role(read(RoleShape, wish), by=olga)
        carol = team.user_by_id(CAROL.id)
        users.set_roles(carol, [role], version=carol.version, by=olga)
    return CAROL


@pytest.fixture
def many_facts(in_scope: Any) -> Callable[..., None]:
    """Lay down facts of long ago: ``many_facts(10_000, through="api")``."""

    def lay(number: int, **values: Any) -> None:
        with in_scope(NORTH):
            row = {
                "name": "team.ProfileChanged", "actor_id": BOB.id, "through": "page", "subject_kind": "user",
                "subject_id": BOB.id, "body": {"user_id": BOB.id, "fields": ["name"]}, **values,
            }  # fmt: skip
            for _ in range(0, number, 10_000):
                db.session.execute(insert(FactRow), [row] * min(number, 10_000))

    return lay


def test_it_tells_who_did_what_when_from_where_and_through_what(client_of: ClientOf) -> None:
    client_of(ALICE).post("/contacts/1/sharing", data={"sharing": "write"})

    page = client_of(MAX).get("/settings/audit").text
    newest = re.search(r'href="(/settings/audit/\d+)"', page)
    assert newest is not None
    act = client_of(MAX).get(newest[1]).text

    for told in ("Alice", "127.0.0.1", "Page", "Access to records", "Ivan Own", 'href="/contacts/1"'):
        assert told in act, told
    assert re.search(r"Managers only.*All users may read and change", act, re.DOTALL), act


def test_what_came_by_the_api_says_so(client_of: ClientOf, api_of: ClientOf) -> None:
    api_of(ALICE).patch("/api/v1/contacts/1", json={"first_name": "Vera"})

    assert "Contact changed by Alice" in client_of(MAX).get("/settings/audit?through=api").text
    assert "Contact changed by Alice" not in client_of(MAX).get("/settings/audit?through=page").text


def test_signing_in_and_its_refusals_stand_in_it(client_of: ClientOf, anonymous: Any, facts_of: Any) -> None:
    stranger = anonymous(NORTH)
    for email in (ALICE.email, "nobody@north.example"):
        stranger.post("/sign-in", data={"email": email, "password": "wrong " + PASSWORD})
    anonymous(NORTH).post("/sign-in", data={"email": ALICE.email, "password": PASSWORD})

    assert [fact for fact in facts_of() if isinstance(fact, SignInFailed)] == [
        SignInFailed(user_id=ALICE.id),
        SignInFailed(user_id=None),
    ]
    page = client_of(MAX).get("/settings/audit?kind=sign_in").text
    assert page.count("Sign-in refused: wrong password") >= 2
    assert "Signed in: Alice" in page
    assert "nobody@north.example" not in page


def test_a_permission_that_changed_is_told_before_and_after(client_of: ClientOf) -> None:
    client_of(MAX).post(
        "/settings/roles/5", data={"name": "Press", "version": "1", "may:contacts.view": "all"}
    )

    page = client_of(MAX).get("/settings/audit?kind=rights").text
    act = client_of(MAX).get(re.findall(r'href="(/settings/audit/\d+)"', page)[0]).text

    assert "Role Press changed by Max" in act
    assert re.search(r"See contacts.*Own.*All", act, re.DOTALL)


def test_seeing_as_another_stands_in_it_by_the_admin(client_of: ClientOf) -> None:
    client_of(MAX).post(f"/settings/users/{ALICE.id}/seeing-as")
    client_of(MAX).post("/seeing-as/end")

    page = client_of(MAX).get("/settings/audit?kind=seeing_as").text

    assert "Seeing as Alice begun by Max" in page
    assert "Seeing as Alice ended by Max" in page


def test_what_is_taken_along_leaves_a_trace(client_of: ClientOf, api_of: ClientOf, facts_of: Any) -> None:
    client_of(ALICE).get("/contacts/1/vcard")
    client_of(ALICE).get("/contacts/vcards.vcf")
    api_of(ALICE).get("/api/v1/contacts/1/vcard")
    client_of(ALICE).get("/contacts/2/vcard")
    client_of(MAX).get("/settings/audit.csv")

    facts = facts_of()
    assert [fact for fact in facts if isinstance(fact, VcardDownloaded)] == [
        VcardDownloaded(contact_id=1)
    ] * 2
    assert [fact for fact in facts if isinstance(fact, VcardsDownloaded)] == [VcardsDownloaded(contacts=3)]
    assert isinstance(facts[-1], AuditExported)
    assert "vCard downloaded by Alice" in client_of(MAX).get("/settings/audit?kind=export").text
    assert "vCard downloaded" not in client_of(ALICE).get("/contacts/1?tab=history").text


def test_an_admin_who_sees_as_another_takes_things_along_under_their_own_name(
    client_of: ClientOf, in_scope: Any
) -> None:
    client_of(MAX).post(f"/settings/users/{ALICE.id}/seeing-as")

    client_of(MAX).get("/contacts/1/vcard")

    with in_scope(NORTH, read_only=True):
        row = db.session.scalars(select(FactRow).order_by(FactRow.id.desc()).limit(1)).one()
        assert (row.name, row.actor_id) == ("contacts.VcardDownloaded", MAX.id)


def test_who_may_read_the_log_but_not_the_record_learns_no_name(
    auditor: Person, client_of: ClientOf, api_of: ClientOf
) -> None:
    client_of(ALICE).post("/contacts/1", data={
        "kind": "person", "first_name": "Secret", "last_name": "Person", "version": "1",
    })  # fmt: skip
    log = client_of(auditor).get("/settings/audit?kind=records").text
    path = re.findall(r'href="(/settings/audit/\d+)"', log)[0]

    for text in (log, client_of(auditor).get(path).text, client_of(auditor).get("/settings/audit.csv").text):
        assert "Secret" not in text
        assert "Ivan Own" not in text
        assert "/contacts/1" not in text
    told = api_of(auditor).get(f"/api/v1{path.replace('/settings', '')}").json
    assert (told["about_id"], told["about"], told["changes"]) == (None, "", [])
    assert "Contact changed by Alice" in log


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"actor_id={ALICE.id}", True),
        (f"actor_id={BOB.id}", False),
        ("actor_id=0", False),
        ("about_kind=contact&about_id=1", True),
        ("about_kind=contact&about_id=2", False),
        ("kind=records", True),
        ("kind=export", False),
        ("since=2020-01-01&until=2199-12-31", True),
        ("until=2020-01-01", False),
        ("since=2199-01-01", False),
    ],
)
def test_it_is_filtered(query: str, found: object, client_of: ClientOf, api_of: ClientOf) -> None:
    client_of(ALICE).post("/contacts/1/tags", data={"tags": "VIP"})

    page = client_of(MAX).get(f"/settings/audit?{query}&through=page").text
    told = api_of(MAX).get(f"/api/v1/audit?{query}&through=page").json

    assert ("by Alice</a>" in page) is found
    assert (ALICE.id in {act["actor_id"] for act in told["items"]}) is found


@pytest.mark.parametrize(
    "query",
    [
        "since=0001-01-01", "since=9999-12-31", "until=yesterday", "actor_id=-1", "since=%00", "cursor=x",
        "actor_id=99999999999999999999", "kind=everything", "through=door", "about_kind=contact&about_id=0",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(query: str, client_of: ClientOf, api_of: ClientOf) -> None:
    assert client_of(MAX).get(f"/settings/audit?{query}").status_code == 422
    assert api_of(MAX).get(f"/api/v1/audit?{query}").status_code == 422


def test_pages_follow_one_another_without_gap_or_double(
    in_scope: Any, many_facts: Callable[..., None]
) -> None:
    many_facts(137)

    with in_scope(NORTH, read_only=True):
        expected = list(db.session.scalars(select(FactRow.id).order_by(FactRow.id.desc())))
        seen: list[int] = []
        wish = Wish(limit=20)
        while True:
            page = audited(wish)
            seen += [row.id for row in page.rows]
            if page.next_before is None:
                break
            wish = Wish(limit=20, before=page.next_before)

    assert seen == expected


def test_the_period_is_found_among_many_and_the_questions_are_as_many_for_few(
    in_scope: Any, many_facts: Callable[..., None], count_queries: Any
) -> None:
    many_facts(30_000, at=datetime(2024, 1, 1, tzinfo=UTC))
    many_facts(3, at=datetime(2024, 6, 1, tzinfo=UTC), through="api")
    many_facts(60_000, at=datetime(2025, 1, 1, tzinfo=UTC))
    june = Wish(since=datetime(2024, 5, 1, tzinfo=UTC), until=datetime(2024, 7, 1, tzinfo=UTC))

    with in_scope(NORTH, read_only=True):
        assert {row.through for row in audited(june).rows} == {"api"}
        assert len(audited(june).rows) == 3
        counts = []
        for wish in (Wish(), Wish(before=10), Wish(kind="rights"), Wish(actor_id=BOB.id), june):
            with count_queries() as sent:
                audited(wish)
            counts.append(len(sent))
    assert max(counts) <= 2 + 2 + audit.MOST_SPANS, counts


def test_a_rare_act_far_back_is_found_in_steps(in_scope: Any, many_facts: Callable[..., None]) -> None:
    many_facts(1, through="signup")
    many_facts(150_000)

    with in_scope(NORTH, read_only=True):
        first = audited(Wish(through="signup"))
        assert (first.rows, first.next_before is None) == ([], False)
        then = audited(Wish(through="signup", before=first.next_before))
    assert [row.through for row in then.rows][:1] == ["signup"]


def test_the_file_is_harmless_and_complete(client_of: ClientOf, in_scope: Any) -> None:
    with in_scope(NORTH):
        db.session.execute(update(User).where(User.id == BOB.id).values(name="=cmd|' /C calc'!A0"))
    client_of(BOB).post("/me/language", data={"locale": "ru"})

    answer = client_of(MAX).get("/settings/audit.csv")

    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert rows[0][:3] == ["When (UTC)", "Who", "Way"]
    assert rows[1][1] == "'=cmd|' /C calc'!A0"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    with in_scope(NORTH, read_only=True):
        assert len(rows) - 1 == db.session.scalar(select(func.count()).select_from(FactRow)) - 1


def test_it_speaks_russian(client_of: ClientOf) -> None:
    client_of(ALICE.at(SEVER)).post("/contacts/1/sharing", data={"sharing": "read"})

    page = client_of(MAX.at(SEVER)).get("/settings/audit").text

    assert "Журнал действий" in page
    assert "Через что" in page
    assert "Alice" in page


def test_every_fact_is_of_some_kind(app: Any) -> None:
    kinds = {kind_of(name) for name in FACTS}

    assert kinds <= KINDS.keys()
    for name, kind in {
        "team.SignedIn": "sign_in", "team.SignInFailed": "sign_in", "team.RoleChanged": "rights",
        "team.RolesChanged": "rights", "team.SeeAsStarted": "seeing_as", "privacy.SubjectExported": "export",
        "contacts.VcardsDownloaded": "export", "timeline.AuditExported": "export",
        "contacts.SharingChanged": "sharing", "contacts.ManagersAssigned": "sharing",
        "contacts.ContactEdited": "records", "contacts.ContactTypeAdded": "settings",
    }.items():  # fmt: skip
        assert name in FACTS
        assert kind_of(name) == kind, name


def test_it_is_for_those_who_may(client_of: ClientOf) -> None:
    assert client_of(ALICE).get("/settings/audit").status_code == 403
    assert client_of(ALICE).get("/settings/audit.csv").status_code == 403
