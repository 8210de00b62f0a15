"""What consent is asked for: the workspace's own list."""

import pytest

from tests.kit.cast import ALICE, MAX, NORTH, SEVER


@pytest.mark.promise("TEN-3")
@pytest.mark.parametrize(("business", "name"), [(NORTH, "News by e-mail"), (SEVER, "Новости по почте")])
def test_a_new_workspace_asks_for_one_thing_in_its_language(api_of, business, name):
    purposes = api_of(ALICE.at(business)).get("/api/v1/consent-purposes").json["items"]

    assert [(one["name"], one["text_version"], one["archived"]) for one in purposes] == [(name, 1, False)]


def test_an_admin_adds_one_and_its_name_is_taken_then(client_of):
    maximilian = client_of(MAX)

    added = maximilian.post(
        "/settings/consent-purposes", data={"name": "Calls", "label_ru": "Звонки", "text": "Yes."}
    )
    again = maximilian.post("/settings/consent-purposes", data={"name": "calls", "text": "Typed text"})

    assert added.status_code == 303
    assert again.status_code == 422
    assert "There is a purpose of this name already." in again.text
    assert "Typed text" in again.text


def test_a_purpose_is_called_as_the_reader_calls_it(client_of, api_of):
    client_of(MAX.at(SEVER)).post("/settings/consent-purposes", data={"name": "Calls", "label_ru": "Звонки"})

    names = [one["name"] for one in api_of(ALICE.at(SEVER)).get("/api/v1/consent-purposes").json["items"]]

    assert "Звонки" in names


def test_putting_one_aside_can_be_undone_from_the_toast(client_of, api_of):
    maximilian = client_of(MAX)
    maximilian.post("/settings/consent-purposes/1/archive")
    assert api_of(ALICE).get("/api/v1/consent-purposes").json["items"][0]["archived"] is True

    maximilian.post("/settings/consent-purposes/1/return")

    assert api_of(ALICE).get("/api/v1/consent-purposes").json["items"][0]["archived"] is False


def test_a_patch_keeps_what_is_not_sent(api_of):
    maximilian = api_of(MAX)

    changed = maximilian.patch("/api/v1/consent-purposes/1", json={"name": "Letters"})

    assert changed.json["name"] == "Letters"
    assert changed.json["text_version"] == 1
    assert changed.json["text"] != ""
