"""What the frame makes of a request before a view sees it."""

import io
import json
import time

import pytest

from tests.kit.cast import ALICE, NORTH, SEVER, TWIN

CONTACTS = "/api/v1/contacts"
MEBIBYTE = 1024 * 1024
COMPANY = b'{"kind": "company", "name": "Artel"}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"kind": "company", "name": "\\ud800"}',
        b'{"kind": "company", "name": "\xff"}',
        b'\xef\xbb\xbf{"kind": "company", "name": "A"}',
        b"[" * 100_000,
        b'{"type_id": ' + b"9" * 10_000 + b"}",
    ],
    ids=["empty", "half", "lone surrogate", "not UTF-8", "byte order mark", "too deep", "endless number"],
)
def test_a_body_that_is_no_json_is_told_so(api_of, body):
    answer = api_of(ALICE).post(CONTACTS, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "malformed"


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/plain", None),
        ("application/x-www-form-urlencoded", None),
        ("multipart/form-data; boundary=x", None),
        ("application/json; charset=windows-1251", None),
        ("application/merge-patch+json", None),
        ("", None),
        ("application/json", "gzip"),
    ],
)
def test_a_body_of_another_kind_is_refused(api_of, content_type, encoding):
    headers = {"Content-Encoding": encoding} if encoding else {}

    answer = api_of(ALICE).post(CONTACTS, data=COMPANY, content_type=content_type, headers=headers)

    assert answer.status_code == 415


def test_a_body_beyond_a_mebibyte_is_refused(api_of):
    body = COMPANY.ljust(MEBIBYTE + 1)
    environ = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

    sized = api_of(ALICE).post(CONTACTS, data=body, content_type="application/json")
    chunked = api_of(ALICE).post(
        CONTACTS, input_stream=io.BytesIO(body), content_type="application/json", environ_overrides=environ
    )
    fitting = api_of(ALICE).post(CONTACTS, data=body[:MEBIBYTE], content_type="application/json")

    assert [answer.status_code for answer in (sized, chunked, fitting)] == [413, 413, 201]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"colour": "red"}, "colour"),
        ({"type_id": "1"}, "type_id"),
        ({"type_id": ""}, "type_id"),
        ({"type_id": 2**63}, "type_id"),
        ({"type_id": 10**400}, "type_id"),
        ({"type_id": 1.5}, "type_id"),
        ({"type_id": float("nan")}, "type_id"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"comms": {}}, "comms"),
        ({"comms": ["a@b.example"]}, "comms.0"),
        ({"comms": [{"kind": "email", "value": "nobody"}]}, "comms.0.value"),
        ({"comms": [{"kind": "email", "value": "a@b.example", "primary": "yes"}]}, "comms.0.primary"),
        ({"comms": [{"kind": "email", "value": "a@b.example", "valid": True}]}, "comms.0.valid"),
        ({"comms": [{"kind": "phone", "value": "1"}] * 201}, "comms"),
        ({"manager_ids": [0]}, "manager_ids.0"),
    ],
)
def test_each_value_at_fault_gets_a_sentence(api_of, wrong, at):
    answer = api_of(ALICE).post(CONTACTS, json={"kind": "company", "name": "Artel", **wrong})

    assert answer.status_code == 422
    assert answer.json["code"] == "invalid"
    assert list(answer.json["errors"]) == [at]


def test_a_body_that_is_no_object_is_refused(api_of):
    answer = api_of(ALICE).post(CONTACTS, json=["company"])

    assert answer.status_code == 422


def test_what_no_text_may_hold_is_dropped(api_of):
    answer = api_of(ALICE).post(CONTACTS, json={"kind": "company", "name": "Ar\0t\u202eel\x07"})

    assert answer.json["name"] == "Artel"


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
        ("sort=age", "sort"),
        ("colour=red", "colour"),
        ("cursor=abc", "cursor"),
        ("type_id=", "type_id"),
        ("type_id=9223372036854775808", "type_id"),
        ("q=" + "x" * 201, "q"),
    ],
)
def test_a_query_is_checked_like_a_body(api_of, query, at):
    answer = api_of(ALICE).get(f"{CONTACTS}?{query}")

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [at]


@pytest.mark.parametrize("number", ["9223372036854775807", "9223372036854775808", "9" * 400, "9" * 5000])
def test_an_id_that_no_record_can_have_is_not_found(api_of, number):
    answer = api_of(ALICE).get(f"{CONTACTS}/{number}")

    assert answer.status_code == 404


@pytest.mark.promise("I3")
def test_a_token_is_worth_nothing_elsewhere(anonymous):
    for business in (TWIN, SEVER):
        stranger = anonymous(business)
        stranger.headers = {"Authorization": f"Bearer {ALICE.api_token}"}

        answer = stranger.get("/api/v1/me")

        assert answer.status_code == 401
        assert answer.json["code"] == "token-needed"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_cookie_opens_no_door_of_the_api(client_of):
    answer = client_of(ALICE).get("/api/v1/me")

    assert answer.status_code == 401


def test_a_token_opens_no_page(anonymous):
    stranger = anonymous(NORTH)
    stranger.headers = {"Authorization": f"Bearer {ALICE.api_token}"}

    assert stranger.get("/contacts").status_code == 303


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer art_nobody", "bearer \xff"])
def test_without_a_valid_token_nobody_comes_in(anonymous, sent):
    stranger = anonymous(NORTH)
    stranger.headers = {"Authorization": sent}

    assert stranger.get("/api/v1/me").status_code == 401


def test_a_program_may_call_often_but_not_endlessly(api_of, monkeypatch):
    client = api_of(ALICE)
    monkeypatch.setattr("crm.web.api.rates.CALLS", "2 per minute")

    answers = [client.get("/api/v1/me") for _call in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert answers[-1].json["code"] == "too-many-requests"


HOSTILE = {
    "a hundred thousand unknown fields": json.dumps({f"k{n}": 1 for n in range(70_000)}),
    "unknown fields in each entry": json.dumps({"comms": [{f"k{n}": 1 for n in range(1_500)}] * 50}),
    "a row of marks": json.dumps({"description": "a" + "\u0316\u0300" * 200_000}, ensure_ascii=False),
    "an endless list": json.dumps({"manager_ids": ["x"] * 200_000}),
    "an endless name": json.dumps({"name": "x" * 1_000_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_without_much_work(api_of, name):
    began = time.process_time()

    answer = api_of(ALICE).post(CONTACTS, data=HOSTILE[name].encode(), content_type="application/json")

    assert answer.status_code == 422
    assert len(answer.json["errors"]) <= 100
    assert time.process_time() - began < 2
