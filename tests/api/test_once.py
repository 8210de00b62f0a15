"""Idempotency-Key, ETag, If-Match and If-None-Match."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crm.contacts.api import contacts as api
from crm.kernel.db import db
from crm.kernel.jobs import later
from crm.web.api.idempotency import IdempotencyKey
from tests.kit.cast import ALICE, BOB, NORTH

CONTACTS = "/api/v1/contacts"
COMPANY = {"kind": "company", "name": "Artel"}
KEY = {"Idempotency-Key": "0b5f6a1e"}


@pytest.mark.promise("API-1")
def test_a_request_sent_twice_acts_once(api_of, facts_of):
    client = api_of(ALICE)

    first, second = (client.post(CONTACTS, json=COMPANY, headers=KEY) for _time in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    for header in ("Location", "ETag", "Content-Type"):
        assert first.headers[header] == second.headers[header]
    assert len(facts_of(NORTH)) == 1


def test_another_body_under_the_same_key_is_refused(api_of):
    client = api_of(ALICE)
    client.post(CONTACTS, json=COMPANY, headers=KEY)

    answer = client.post(CONTACTS, json={**COMPANY, "name": "Other"}, headers=KEY)

    assert answer.status_code == 422
    assert answer.json["code"] == "idempotency-key-reused"


def test_a_key_belongs_to_its_token(api_of):
    first = api_of(ALICE).post(CONTACTS, json=COMPANY, headers=KEY)
    second = api_of(BOB).post(CONTACTS, json=COMPANY, headers=KEY)

    assert first.json["id"] != second.json["id"]


def test_a_refused_request_leaves_its_key_free(api_of):
    client = api_of(ALICE)
    refused = client.post(CONTACTS, json={"kind": "company"}, headers=KEY)

    answer = client.post(CONTACTS, json=COMPANY, headers=KEY)

    assert (refused.status_code, answer.status_code) == (422, 201)


def test_without_a_key_each_request_acts(api_of):
    client = api_of(ALICE)

    first, second = (client.post(CONTACTS, json=COMPANY) for _time in range(2))

    assert first.json["id"] != second.json["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "ключ".encode().decode("latin-1")])
def test_a_key_is_short_and_plain(api_of, key):
    answer = api_of(ALICE).post(CONTACTS, json=COMPANY, headers={"Idempotency-Key": key})

    assert list(answer.json["errors"]) == ["idempotency_key"]


def test_a_key_whose_first_request_still_runs_is_told_so(api_of, monkeypatch):
    client = api_of(ALICE)
    began, go_on, answers = threading.Event(), threading.Event(), []
    add = api.add

    def slowly(*values, **more):
        began.set()
        go_on.wait(10)
        return add(*values, **more)

    monkeypatch.setattr(api, "add", slowly)
    first = threading.Thread(target=lambda: answers.append(client.post(CONTACTS, json=COMPANY, headers=KEY)))
    first.start()
    began.wait(10)
    second = api_of(ALICE).post(CONTACTS, json=COMPANY, headers=KEY)
    go_on.set()
    first.join()

    assert second.status_code == 409
    assert second.json["code"] == "idempotency-key-in-use"
    assert answers[0].status_code == 201


def test_after_a_day_a_key_is_free_again_and_forgotten(api_of, in_scope, run_jobs):
    client = api_of(ALICE)
    client.post(CONTACTS, json=COMPANY, headers=KEY)
    _grow_old(in_scope)

    again = client.post(CONTACTS, json={**COMPANY, "name": "Other"}, headers=KEY)
    _grow_old(in_scope)
    with in_scope(NORTH):
        later("web.forget", key="now")
    run_jobs()

    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again.headers
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


@pytest.mark.promise("API-1")
def test_a_change_meant_for_another_version_does_nothing(api_of):
    client = api_of(ALICE)
    first = client.post(CONTACTS, json=COMPANY)
    path = first.headers["Location"]
    client.patch(path, json={"name": "Artel Two"}, headers={"If-Match": first.headers["ETag"]})

    stale = client.patch(path, json={"name": "Artel Three"}, headers={"If-Match": first.headers["ETag"]})
    stale_delete = client.delete(path, headers={"If-Match": first.headers["ETag"]})

    assert (stale.status_code, stale_delete.status_code) == (412, 412)
    assert stale.json["code"] == "stale"
    assert client.get(path).json["name"] == "Artel Two"


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ('"1"', 200),
        ('"1-en"', 200),
        ('"1-ru"', 200),
        ('"7", "1"', 200),
        ("*", 200),
        ('"2"', 412),
        ('W/"1"', 412),
        ("1", 200),
        ("nonsense", 412),
        ('"', 412),
    ],
)
def test_if_match_names_versions(api_of, if_match, status):
    client = api_of(ALICE)
    path = client.post(CONTACTS, json=COMPANY).headers["Location"]

    answer = client.patch(path, json={"name": "Other"}, headers={"If-Match": if_match})

    assert answer.status_code == status


def test_who_has_the_version_already_gets_no_body(api_of):
    client = api_of(ALICE)
    first = client.post(CONTACTS, json=COMPANY)
    path, tag = first.headers["Location"], first.headers["ETag"]

    same = client.get(path, headers={"If-None-Match": tag})
    client.patch(path, json={"name": "Other"})
    changed = client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == tag
    assert (changed.status_code, changed.json["name"]) == (200, "Other")


def test_two_changes_at_the_same_instant_are_both_kept(api_of, monkeypatch):
    client = api_of(ALICE)
    path = client.post(CONTACTS, json=COMPANY).headers["Location"]
    both_read = threading.Barrier(2, timeout=0.5)
    values_of = api.values_of

    def meeting(contact):
        with contextlib.suppress(threading.BrokenBarrierError):
            both_read.wait()
        return values_of(contact)

    monkeypatch.setattr(api, "values_of", meeting)
    changes = [{"name": "Other"}, {"description": "A friend"}]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda change: api_of(ALICE).patch(path, json=change), changes))

    contact = client.get(path).json
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (contact["name"], contact["description"], contact["version"]) == ("Other", "A friend", 3)


def _grow_old(in_scope):
    with in_scope(NORTH):
        db.session.execute(update(IdempotencyKey).values(made_at=func.now() - timedelta(hours=25)))
