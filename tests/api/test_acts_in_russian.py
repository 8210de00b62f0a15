"""What the API tells in Russian of what was done with contacts and undone: history, acts, the bin."""

import pytest

from tests.kit.cast import ALICE, MAX, SEVER, Standing

CONTACTS = "/api/v1/contacts"
VERA = {"kind": "person", "first_name": "Вера", "last_name": "Орлова"}


@pytest.fixture
def alice(api_of):
    """Alice's client at the workspace that speaks Russian."""
    return api_of(ALICE.at(SEVER))


@pytest.fixture
def orlova(a_contact):
    """A person of Alice's there."""
    return a_contact("Вера", "Орлова", managers=[ALICE.at(SEVER)], at=SEVER)


@pytest.mark.promise("CON-14", "CON-15", "CON-19")
def test_history_tells_in_russian_what_was_done_and_undone(alice, orlova):
    path = f"{CONTACTS}/{orlova.id}"
    act = alice.patch(path, json={"job_title": "Закупщица"}).headers["Artel-Act"]
    alice.post(f"{path}/entries", json={"kind": "call", "body": "Просит счёт", "direction": "in"})
    alice.post(f"/api/v1/acts/{act}/undoing", json={})

    told = alice.get(f"{path}/history").json["items"]

    assert [item["text"] for item in told] == [
        "Изменение отменено — Alice",
        "Входящий звонок — Alice",
        "Контакт изменён — Alice",
        "Контакт добавлен — Alice",
    ]
    assert told[1]["entry"]["body"] == "Просит счёт"
    assert told[2]["changes"] == [{"label": "Должность", "before": "", "after": "Закупщица"}]


@pytest.mark.promise("CON-16", "CON-19")
def test_merging_is_refused_told_and_undone_in_russian(alice, orlova, a_contact):
    other = a_contact("Вера", "Орлова-Лис", managers=[ALICE.at(SEVER)], at=SEVER)
    merge = {"survivor_id": orlova.id, "loser_ids": [other.id]}

    refused = alice.post(f"{CONTACTS}/merges", json={**merge, "survivor_id": int(Standing.READABLE)})
    merged = alice.post(f"{CONTACTS}/merges", json=merge)
    act = merged.headers["Artel-Act"]
    title = alice.get(f"/api/v1/acts/{act}").json["title"]
    undone = alice.post(f"/api/v1/acts/{act}/undoing", json={})
    twice = alice.post(f"/api/v1/acts/{act}/undoing", json={})

    assert (refused.status_code, refused.json["title"]) == (403, "У вас нет на это прав.")
    assert (merged.status_code, title) == (201, "Контакты объединены")
    assert undone.json["title"] == "Отменено: «Контакты объединены»"
    assert (twice.status_code, twice.json["detail"]) == (409, "Это уже отменено.")
    assert alice.get(f"{CONTACTS}/{other.id}").json["display_name"] == "Орлова-Лис Вера"


@pytest.mark.promise("CON-17")
def test_a_lookalike_is_named_in_russian(alice, a_contact, run_jobs):
    comms = [{"kind": "email", "value": "orlova@sever.example"}]
    known = a_contact("Вера", "Орлова", managers=[ALICE.at(SEVER)], at=SEVER, comms=comms)
    a_contact("Верочка", "Орлова", managers=[ALICE.at(SEVER)], at=SEVER, comms=comms)
    run_jobs()

    refused = alice.post(f"{CONTACTS}?on_duplicate=refuse", json={**VERA, "comms": comms})
    pairs = alice.get(f"{CONTACTS}/duplicates").json["items"]

    assert (refused.status_code, refused.json["title"]) == (409, "Возможно, такой контакт уже есть.")
    assert "Возможно, это тот же контакт: Орлова Вера" in refused.json["detail"]
    (reasons,) = [pair["reasons"] for pair in pairs if pair["contacts"][0]["id"] == known.id]
    assert "Одинаковая почта: orlova@sever.example" in [reason["text"] for reason in reasons]


@pytest.mark.promise("CON-18", "CON-19")
def test_what_was_deleted_is_missed_listed_and_brought_back_in_russian(alice, orlova):
    path = f"{CONTACTS}/{orlova.id}"
    act = alice.delete(path).headers["Artel-Act"]

    missed = alice.get(path)
    listed = alice.get("/api/v1/bin").json["items"]
    undone = alice.post(f"/api/v1/acts/{act}/undoing", json={})

    assert (missed.status_code, missed.json["title"]) == (404, "Здесь ничего нет, или у вас нет доступа.")
    assert listed[0]["title"] == "Орлова Вера"
    assert undone.json["title"] == "Отменено: «Контакт удалён»"
    assert undone.json["changed"][0]["fields"] == ["В корзине"]
    assert alice.get(path).status_code == 200


@pytest.mark.promise("CON-18")
def test_a_taken_value_keeps_a_contact_in_the_bin_and_is_said_in_russian(alice, a_contact, a_field):
    field = a_field("text", "Паспорт", unique=True, at=SEVER)
    there = {"managers": [ALICE.at(SEVER)], "at": SEVER, "custom": {field.key: "4509"}}
    contact = a_contact("Вера", "Орлова", **there)
    alice.delete(f"{CONTACTS}/{contact.id}")
    a_contact("Анна", "Соколова", **there)

    asked = alice.post(f"/api/v1/bin/contact/{contact.id}/restoration", json={})

    assert (asked.status_code, asked.json["code"]) == (409, "unsettled")
    assert "Соколова Анна" in asked.json["errors"][f"custom.{field.key}"]


@pytest.mark.promise("CON-19", "CON-20")
def test_what_somebody_else_changed_is_left_alone_and_said_in_russian(alice, api_of, orlova):
    path = f"{CONTACTS}/{orlova.id}"
    read = alice.get(path)
    act = alice.patch(path, json={"first_name": "Анна", "last_name": "Лис"}).headers["Artel-Act"]
    api_of(MAX.at(SEVER)).patch(path, json={"last_name": "Соколова"})

    stale = alice.patch(path, json={"last_name": "Ким"}, headers={"If-Match": read.headers["ETag"]})
    (left,) = alice.post(f"/api/v1/acts/{act}/undoing", json={}).json["skipped"]

    assert stale.status_code == 412
    assert stale.json["title"] == "Пока вы правили запись, её изменил кто-то ещё."
    assert (left["fields"], left["reason"]) == (["Фамилия"], "С тех пор изменено ещё раз.")
    assert alice.get(path).json["display_name"] == "Соколова Вера"
