"""Class, sharing and restricted as columns: who reaches contacts of a file, row by row (ACC-2, ACC-4)."""

from io import BytesIO

import pytest
from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.access_list import astray
from crm.contacts.models.classes import ContactClass
from crm.kernel.db import db
from crm.team.models import Role, UserRole
from tests.crm.imports.test_matching import let_import
from tests.crm.imports.test_unknown_names import decided, rows_of
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = [pytest.mark.promise("IMP-2"), pytest.mark.promise("ACC-4")]
TARGETS = ["last_name", "first_name", "class", "access", "restricted"]
FILE = """Last name,First name,Class,Reach,Closed
Zimin,Oleg,vip,All users may read,no
Zotov,Ivan,,Managers only,
Zuev,Ilya,VIP,Чтение и изменение,да
Zorin,Petr,Unheard,restricted,
Zykov,Egor,,everybody,
Zhukov,Lev,,,perhaps
"""


@pytest.fixture
def vip(api_of):
    def of(at=NORTH):
        made = api_of(MAX.at(at)).post("/api/v1/contact-classes", json={"name": "VIP"})
        assert made.status_code == 201, made.text
        return made.json["id"]

    return of


def test_each_row_says_who_reaches_its_contact(journey, contact_called, vip, in_scope):
    one = vip()
    way = journey()
    way.upload(FILE)
    page = way.check(targets__=TARGETS)
    way.run()

    found = {name: contact_called(name) for name in ("Zimin", "Zotov", "Zuev", "Zorin")}
    assert {name: (each.class_id, each.sharing, each.restricted) for name, each in found.items()} == {
        "Zimin": (one, "read", False), "Zotov": (None, "private", False), "Zuev": (one, "write", True),
        "Zorin": (None, found["Zotov"].sharing, True),
    }  # fmt: skip
    assert "This is no kind of access: everybody" in page
    assert "This is neither yes nor no: perhaps" in page
    assert (contact_called("Zykov"), contact_called("Zhukov")) == (None, None)
    with in_scope(NORTH, read_only=True):
        assert not list(astray())


def test_a_class_that_is_not_there_is_mapped_or_refused_but_never_made(journey, contact_called, vip):
    one = vip()
    way = journey()
    way.upload(FILE)
    page = way.check(targets__=TARGETS)
    form = {"targets[]": TARGETS, **decided(page, **{"class": {"Unheard": str(one)}})}
    refused = {"targets[]": TARGETS, **decided(page, **{"class": {"Unheard": "create"}})}

    assert set(rows_of(page, "class")) == {"Unheard"}
    assert way.client.post(f"{way.place}/check", data=refused).status_code == 422
    way.check(**form)
    way.run()

    assert contact_called("Zorin").class_id == one


def test_a_class_that_is_deleted_before_the_run_stops_it(journey, contact_called, vip, api_of):
    one = vip()
    way = journey()
    way.upload(FILE)
    way.check(targets__=TARGETS)
    assert api_of(MAX).delete(f"/api/v1/contact-classes/{one}").status_code in (200, 204)

    page = way.run()

    assert "A class that contacts were to get was deleted" in page
    assert contact_called("Zimin") is None


def test_who_may_not_choose_who_sees_contacts_may_not_by_a_column(journey, in_scope):
    let_import(None, in_scope, ALICE)
    with in_scope(NORTH):
        given = select(Role).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == ALICE.id)
        role = db.session.scalars(given).one()
        role.reaches = {**role.reaches, ASSIGN_CONTACTS.key: 0}
    way = journey(ALICE)
    way.upload(FILE)

    refused = way.client.post(f"{way.place}/check", data=way.chosen() | {"targets[]": TARGETS})

    assert refused.status_code == 422
    assert refused.text.count("You may not choose who sees contacts: leave this column out.") >= 3


@pytest.mark.promise("IMP-8")
@pytest.mark.parametrize("at", [NORTH, SEVER])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_an_export_brings_them_back(api_of, run_jobs, vip, in_scope, at, kind):
    one, api = vip(at), api_of(MAX.at(at))
    body = {"kind": "person", "manager_ids": [BOB.id], "class_id": one}
    made = [
        api.post("/api/v1/contacts", json={**body, **more}).json["id"]
        for more in (
            {"first_name": "Z", "last_name": "Zimin", "sharing": "write"},
            {"first_name": "Z", "last_name": "Zuev", "restricted": True, "sharing": "read"},
        )
    ]  # fmt: skip
    asked = api.post("/api/v1/contacts/exports", json={"contact_ids": made, "format": kind, "template": True})
    run_jobs()
    content = api.get(f"{asked.headers['Location']}/content").data
    for each in made:
        api.delete(f"/api/v1/contacts/{each}")
    sent = api.post("/api/v1/imports", data={"file": (BytesIO(content), f"a.{kind}")})
    place = sent.headers["Location"]
    for step in ("check", "run"):
        assert api.post(f"{place}/{step}", json={}).status_code == 201
        run_jobs()

    assert {"class", "access", "restricted"} <= {each["target"] for each in sent.json["columns"]}
    listed = api.get("/api/v1/contacts?q=Z").json["items"]
    told = {each["last_name"]: (each["class_id"], each["sharing"], each["restricted"]) for each in listed}
    assert told["Zimin"] == (one, "write", False)
    assert told["Zuev"] == (one, "read", True)
    with in_scope(at, read_only=True):
        assert db.session.get(ContactClass, one) is not None
