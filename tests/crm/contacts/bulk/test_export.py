"""The selected contacts as a table, and merging them (CON-12, IMP-7)."""

import csv
import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from crm.contacts.actions import exporting
from crm.contacts.facts_of_many import ContactsExported
from crm.kernel.db import db
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, BOB, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-12")
OWN, READABLE = int(Standing.OWN), int(Standing.READABLE)


def table(client, at):
    text = client.get(f"{at}/file").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_holds_what_the_person_sees_and_no_formula(
    choose, a_contact, client_of, run_jobs, facts_of, a_field
):
    field = a_field("text", "Code")
    odd = {"custom": {field.key: "-2+3 cmd"}, "description": 'a\nb;"c"'}
    evil = a_contact("=1+1", "@Petrov", managers=[ALICE], **odd)
    shared = a_contact("Soon", "Hidden", managers=[BOB], sharing="read")
    client = choose(ALICE, [evil.id, READABLE, shared.id])

    at = client.post("/contacts/exports", data={"scope": "all"}).location
    waiting = client.get(at).text
    client_of(BOB).post(f"/contacts/{shared.id}/sharing", data={"sharing": "private"})
    run_jobs()
    rows, page = table(client, at), client.get(at).text
    told = next(row for row in rows if row["Artel ID"] == str(evil.id))

    assert "data-poll" in waiting
    assert {row["Artel ID"] for row in rows} == {str(READABLE), str(evil.id)}
    assert told["First name"] == "'=1+1"
    assert told["Last name"] == "'@Petrov"
    assert told["Code"] == "'-2+3 cmd"
    assert told["About"] == 'a\nb;"c"'
    assert "2 contacts" in page
    assert "The file of contacts that you asked for is ready" in client.get("/notices").text
    told = [(fact.contacts, fact.format) for fact in facts_of() if isinstance(fact, ContactsExported)]
    assert told == [(2, "csv")]
    assert client_of(BOB).get(f"{at}/file").status_code == 404


def test_the_table_goes_after_a_day(choose, run_jobs, in_scope):
    client = choose(ALICE, [OWN])
    at = client.post("/contacts/exports").location
    run_jobs()

    with in_scope(NORTH):
        [run] = db.session.scalars(select(Run))
        exporting.file_of(run).made_at -= 2 * exporting.KEPT
        run.ended_at -= 2 * exporting.KEPT
        db.session.flush()
        exporting.remove_expired()

    assert client.get(f"{at}/file").status_code == 410
    assert "It is kept for 24 hours" in client.get(at).text


def test_a_table_that_was_stopped_is_not_written(choose, run_jobs):
    client = choose(ALICE.at(SEVER), [OWN])
    at = client.post("/contacts/exports").location

    client.post(f"{at}/cancellation")
    run_jobs()

    page = client.get(at).text
    assert "Выгрузка остановлена" in page
    assert "Файл не записан" in page
    again = unescape(re.search(r'href="(/contacts/exports/new[^"]+)"', page)[1])
    assert 'value="csv" checked' in client.get(again).text, "the same kind of file"


def test_nobody_selected_and_nobody_allowed(client_of):
    refused = client_of(ALICE).post("/contacts/exports")

    assert refused.status_code == 422
    assert "Select contacts first." in refused.text
    assert client_of(NED).post("/contacts/exports").status_code == 403


@pytest.mark.promise("CON-16")
def test_two_selected_are_shown_side_by_side_to_be_merged(choose, many, client_of):
    ids = many(2)
    client = choose(ALICE, ids)

    answer = client.get("/contacts/selection/merge")

    assert answer.location == f"/contacts/merge?id={ids[0]}&id={ids[1]}"
    assert "/contacts/selection/merge" in client.get("/contacts").text
    assert client_of(BOB).get("/contacts/selection/merge").location == "/contacts"


@pytest.mark.parametrize(("at", "head"), [(NORTH, "First name"), (SEVER, "Имя")])
def test_the_api_writes_a_table_and_gives_it_away(api_of, many, run_jobs, at, head):
    ids = many(120, at=at)
    api = api_of(ALICE.at(at))

    asked = api.post("/api/v1/contacts/exports", json={"contact_ids": [*ids, 999_999]})
    one = asked.headers["Location"]
    early = api.get(f"{one}/content")
    run_jobs()
    told, file = api.get(one).json, api.get(f"{one}/content")

    assert asked.status_code == 201
    assert (asked.json["state"], asked.json["total"], asked.json["size"]) == ("waiting", 120, None)
    assert early.status_code == 409
    assert (told["state"], told["contacts"], told["size"]) == ("done", 120, len(file.data))
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert len(rows) == 120
    assert head in rows[0]
    assert api_of(BOB.at(at)).get(one).status_code == 404
    assert api_of(BOB.at(at)).get(f"{one}/content").status_code == 404


def test_the_api_exports_what_matches_and_stops(api_of, many, run_jobs):
    many(3)
    api = api_of(ALICE)

    one = api.post("/api/v1/contacts/exports?q=Firm 0001", json={"matching": True})
    stopped = api.post(f"{one.headers['Location']}/cancellation", json={})
    run_jobs()

    assert one.json["total"] == 1
    assert stopped.json["state"] == "cancelled"
    assert api.get(f"{one.headers['Location']}/content").status_code == 410
    assert api.post("/api/v1/contacts/exports", json={}).status_code == 422
    assert api_of(NED).post("/api/v1/contacts/exports", json={"contact_ids": [1]}).status_code == 403
