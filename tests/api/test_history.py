"""The history of a contact and what people write down, in the JSON API."""

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, SEVER, Standing

OWN = f"/api/v1/contacts/{int(Standing.OWN)}"
SHARED = f"/api/v1/contacts/{int(Standing.WRITABLE)}"
CALL = {
    "kind": "call", "direction": "in", "minutes": 6, "result": "answered", "body": "@Max, the offer",
    "happened_at": "2026-07-01T12:30:00+03:00",
}  # fmt: skip


@pytest.mark.promise("API-1")
@pytest.mark.promise("CON-15")
def test_an_entry_is_written_read_changed_pinned_and_deleted(api_of):
    client = api_of(ALICE)

    added = client.post(f"{OWN}/entries", json=CALL)
    at = added.headers["Location"]
    read = client.get(at)
    changed = client.patch(at, json={"minutes": None, "body": "Later", "pinned": True})
    gone = client.delete(at)

    assert (added.status_code, read.status_code, changed.status_code, gone.status_code) == (
        201,
        200,
        200,
        204,
    )
    assert read.json == added.json
    assert added.json["happened_at"] == "2026-07-01T09:30:00Z"
    assert added.json["mention_ids"] == [MAX.id]
    assert (added.json["direction"], added.json["minutes"], added.json["result"]) == ("in", 6, "answered")
    assert changed.json == {
        **added.json, "minutes": None, "body": "Later", "pinned": True, "mention_ids": [],
        "version": 2, "updated_at": changed.json["updated_at"],
    }  # fmt: skip
    assert client.get(at).status_code == 404


@pytest.mark.promise("API-1")
def test_a_change_meant_for_another_version_does_nothing(api_of):
    client = api_of(ALICE)
    at = client.post(f"{OWN}/entries", json={"body": "One"}).headers["Location"]
    client.patch(at, json={"body": "Two"})

    stale = client.patch(at, json={"body": "Three"}, headers={"If-Match": '"1"'})
    deletion = client.delete(at, headers={"If-Match": '"1"'})

    assert (stale.status_code, deletion.status_code) == (412, 412)
    assert client.get(at).json["body"] == "Two"


@pytest.mark.promise("API-1")
def test_an_entry_sent_twice_is_written_once(api_of):
    client = api_of(ALICE)

    first, second = (
        client.post(f"{OWN}/entries", json={"body": "One"}, headers={"Idempotency-Key": "k"})
        for _time in "12"
    )

    assert first.json == second.json
    assert client.get(f"{OWN}/history?show=notes").json["count"]["value"] == 2


@pytest.mark.parametrize(
    ("entry", "at"),
    [
        ({"kind": "note"}, "body"),
        ({"kind": "mail", "direction": "in"}, "body"),
        ({"kind": "fax", "body": "x"}, "kind"),
        ({"kind": "call", "minutes": "6"}, "minutes"),
        ({"kind": "call", "minutes": ""}, "minutes"),
        ({"kind": "call", "minutes": 1441}, "minutes"),
        ({"kind": "call", "direction": ""}, "direction"),
        ({"body": "x", "happened_at": ""}, "happened_at"),
        ({"body": "x", "happened_at": "2026-02-31T10:00:00Z"}, "happened_at"),
        ({"body": "x", "happened_at": "9999-12-31T23:59:59-23:59"}, "happened_at"),
        ({"body": "x", "happened_at": 5}, "happened_at"),
        ({"body": "x", "made_by": 1}, "made_by"),
        ({"body": "x" * 20_001}, "body"),
    ],
)
def test_what_can_not_be_is_refused_by_field(api_of, entry, at):
    answer = api_of(ALICE).post(f"{OWN}/entries", json=entry)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [at]


@pytest.mark.promise("CON-15")
def test_the_history_is_read_page_by_page_with_what_was_changed(api_of):
    client = api_of(ALICE)
    client.patch(OWN, json={"last_name": "Orlov"})
    client.post(f"{OWN}/entries", json=CALL)

    first = client.get(f"{OWN}/history?limit=2").json
    second = client.get(f"{OWN}/history?limit=5&cursor={first['next_cursor']}").json

    lines = [*first["items"], *second["items"]]
    assert [line["text"] for line in lines] == [
        "Contact changed by Alice", "Note by Alice", "Task added by Alice", "Case added by Alice",
        "File added by Alice", "Contact added by Alice", "Incoming call, Alice",
    ]  # fmt: skip
    assert lines[0]["changes"] == [{"label": "Last name", "before": "Own", "after": "Orlov"}]
    assert lines[0]["fact"] == "contacts.ContactEdited"
    assert lines[0]["act_id"] is not None
    assert lines[3]["about"]["title"] in lines[3]["details"]
    assert lines[4]["details"] == ["Plan.txt"]
    assert lines[6]["entry"]["minutes"] == 6
    assert first["count"] == second["count"] == {"value": 7, "capped": False}
    assert second["next_cursor"] is None


@pytest.mark.promise("L10-1")
def test_the_history_is_told_in_the_language_asked_for(api_of):
    client = api_of(ALICE)

    told = client.get(f"{OWN}/history", headers={"Accept-Language": "ru"}).json

    assert "Заметка — Alice" in [line["text"] for line in told["items"]]
    assert "Note by Alice" in [line["text"] for line in client.get(f"{OWN}/history").json["items"]]
    assert api_of(ALICE.at(SEVER)).get(f"{OWN}/history").json["items"][0]["text"].endswith("— Alice")


@pytest.mark.promise("CON-15")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("show=notes", ["Note by Carol", "Note by Alice"]),
        ("show=calls", ["Call, Alice"]),
        ("show=files", ["File added by Carol"]),
        ("show=mails", []),
        ("show=changes", ["Contact added by Carol"]),
        (f"user_id={ALICE.id}", ["Call, Alice", "Note by Alice"]),
        (f"show=notes&user_id={BOB.id}", []),
    ],
)
def test_the_history_is_narrowed_to_what_is_asked_for(api_of, query, told):
    for entry in ({"body": "One"}, {"kind": "call"}):
        assert api_of(ALICE).post(f"{SHARED}/entries", json=entry).status_code == 201

    found = api_of(NED).get(f"{SHARED}/history?{query}").json

    assert sorted(line["text"] for line in found["items"]) == sorted(told)
    assert found["count"]["value"] == len(told)


@pytest.mark.promise("CON-15")
@pytest.mark.promise("ACC-6")
def test_only_colleagues_who_see_the_contact_are_mentioned(api_of):
    added = api_of(ALICE).post(f"{OWN}/entries", json={"body": "@Bob and @Max, look"}).json

    assert added["mention_ids"] == [MAX.id]


@pytest.mark.promise("CON-15")
def test_what_was_deleted_is_undone_by_its_act(api_of):
    client = api_of(ALICE)
    at = client.post(f"{OWN}/entries", json={"body": "One"}).headers["Location"]
    deletion = client.delete(at)

    undone = client.post(f"/api/v1/acts/{deletion.headers['Artel-Act']}/undoing", json={})

    assert undone.status_code == 201
    assert client.get(at).json["body"] == "One"


@pytest.mark.promise("CON-15")
def test_ten_are_pinned_and_not_more(api_of):
    client = api_of(ALICE)
    added = [client.post(f"{OWN}/entries", json={"body": f"№ {n}"}).headers["Location"] for n in range(11)]

    answers = [client.patch(at, json={"pinned": True}) for at in added]
    ru = client.patch(added[10], json={"pinned": True}, headers={"Accept-Language": "ru"})

    assert [answer.status_code for answer in answers] == [200] * 10 + [409]
    assert answers[10].json["detail"] == "There can be at most 10 pinned entries. Unpin another first."
    assert ru.json["detail"] == "Закрепить можно не больше 10 записей. Сначала открепите другую."
    assert client.patch(added[0], json={"pinned": False}).json["pinned"] is False
    assert client.patch(added[10], json={"pinned": True}).json["pinned"] is True


@pytest.mark.promise("API-1")
def test_a_reader_who_has_it_learns_that_it_was_pinned(api_of):
    client = api_of(ALICE)
    at = f"{OWN}/entries/{int(Standing.OWN)}"
    had = client.get(at).headers["ETag"]

    same = client.get(at, headers={"If-None-Match": had})
    client.patch(at, json={"pinned": True})
    other = client.get(at, headers={"If-None-Match": had})

    assert (same.status_code, other.status_code) == (304, 200)
    assert client.patch(at, json={"body": "Two"}, headers={"If-Match": had}).status_code == 200


def test_whatever_text_comes_it_is_kept_or_refused_and_told_as_it_is(api_of):
    client = api_of(ALICE)
    texts = [
        "\0nul",
        "<script>alert(1)</script>",
        "\u202eevil",
        "a\u200bb",
        "№ 12 «ё»",
        "%(actor)s",
        "@" * 500,
    ]

    for text in texts:
        added = client.post(f"{OWN}/entries", json={"kind": "mail", "body": text, "subject": text[:100]})
        assert added.status_code == 201, text
    long = client.post(f"{OWN}/entries", json={"body": "x" * 1_000_000})
    lone = client.post(
        f"{OWN}/entries", data=b'{"body": "\\ud800"}', headers={"Content-Type": "application/json"}
    )

    bodies = [line["entry"]["body"] for line in client.get(f"{OWN}/history?show=mails").json["items"]]
    assert bodies == [text.replace("\0", "").replace("\u202e", "") for text in reversed(texts)]
    assert (long.status_code, lone.status_code) == (422, 400)


@pytest.mark.promise("ACC-5")
def test_writing_needs_more_than_reading_and_what_others_wrote_is_theirs(api_of):
    at = api_of(CAROL).post(f"{SHARED}/entries", json={"body": "Carol's"}).headers["Location"]

    assert api_of(NED).get(at).status_code == 200
    assert api_of(NED).post(f"{SHARED}/entries", json={"body": "x"}).status_code == 403
    assert api_of(ALICE).patch(at, json={"body": "x"}).status_code == 403
    assert api_of(ALICE).delete(at).status_code == 403
    assert api_of(ALICE).patch(at, json={"pinned": True}).json["pinned"]
    assert api_of(MAX).patch(at, json={"body": "x"}).status_code == 200


@pytest.mark.promise("ACC-6")
def test_an_entry_is_found_under_its_own_contact_alone(api_of):
    entry = int(Standing.OWN)

    assert api_of(ALICE).get(f"{SHARED}/entries/{entry}").status_code == 404
    assert api_of(ALICE).patch(f"{SHARED}/entries/{entry}", json={"body": "x"}).status_code == 404
    assert api_of(BOB).get(f"{OWN}/entries/{entry}").status_code == 404
    assert api_of(BOB).get(f"{OWN}/history").status_code == 404


def test_a_cursor_of_another_list_is_refused(api_of):
    client = api_of(ALICE)
    cursor = client.get(f"{OWN}/history?limit=1").json["next_cursor"]

    assert client.get(f"{SHARED}/history?cursor={cursor}").status_code == 422
    assert client.get(f"{OWN}/history?show=notes&cursor={cursor}").status_code == 422
