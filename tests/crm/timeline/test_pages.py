"""Writing down what happened with a contact, and reading it, as people of the cast do."""

import re

import pytest

from tests.crm.timeline.conftest import told, utc
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, SEVER, Standing

OWN, WRITABLE, READABLE = int(Standing.OWN), int(Standing.WRITABLE), int(Standing.READABLE)
NOTE = {"kind": "note", "body": "Likes plums"}


def history(contact_id: int, **query: str) -> str:
    return f"/contacts/{contact_id}?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.mark.promise("CON-15")
def test_a_note_is_written_over_the_history_and_stands_in_it(client_of):
    answer = client_of(ALICE).post(f"/contacts/{OWN}/entries", data=NOTE, follow_redirects=True)

    assert answer.request.path == f"/contacts/{OWN}"
    for shown in ("Note added", "Note by Alice", "Likes plums", "Only colleagues see this"):
        assert shown in told(answer)


@pytest.mark.promise("CON-15")
@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (
            {"kind": "call", "call_direction": "in", "minutes": "6", "result": "answered", "body": "Hello"},
            "Incoming call, Alice 6 min · Answered Hello",
        ),
        ({"kind": "call", "call_direction": "out", "result": "no_answer"}, "Outgoing call, Alice No answer"),
        ({"kind": "meeting", "place": "Their office"}, "Meeting, Alice Their office"),
        (
            {"kind": "mail", "mail_direction": "out", "subject": "The offer", "body": "As agreed"},
            "Outgoing mail, Alice The offer As agreed",
        ),
    ],
)
def test_calls_meetings_and_mails_are_told_with_what_belongs_to_them(client_of, form, shown):
    answer = client_of(ALICE).post(f"/contacts/{OWN}/entries", data=form, follow_redirects=True)

    assert shown in told(answer)


@pytest.mark.promise("CON-15")
def test_a_call_is_told_in_russian(client_of):
    form = {"kind": "call", "call_direction": "in", "minutes": "6", "result": "answered"}
    alice = client_of(ALICE.at(SEVER))

    answer = alice.post(f"/contacts/{OWN}/entries", data=form, follow_redirects=True)

    assert "Входящий звонок — Alice 6 мин · Разговор состоялся" in told(answer)
    assert "Звонок добавлен" in told(answer)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "note", "body": "  "}, "Write something down first."),
        ({"kind": "mail", "mail_direction": "in"}, "Write something down first."),
        ({"kind": "sonnet", "body": "Shall I"}, "Choose one of the given values."),
        ({"kind": "call", "minutes": "many", "body": "Shall I"}, "This should be a whole number."),
        ({"kind": "call", "minutes": "-1", "body": "Shall I"}, "This number is too small."),
        ({"kind": "call", "minutes": "9" * 400, "body": "Shall I"}, "This"),
        ({"kind": "note", "happened_at": "31 February", "body": "Shall I"}, "This is no date with a time"),
        ({"kind": "note", "happened_at": "0001-01-01T00:00", "body": "Shall I"}, "This"),
        ({"kind": "note", "happened_at": "9999-12-31T23:59", "body": "Shall I"}, "This"),
        ({"kind": "note", "body": "Shall I" + "x" * 20_000}, "This is too long: at most 20000 characters."),
        ({"kind": "meeting", "place": "x" * 300, "body": "Shall I"}, "This is too long"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_in_a_sentence_and_what_was_typed_comes_back(
    client_of, entries, form, sentence
):
    answer = client_of(ALICE).post(f"/contacts/{OWN}/entries", data=form)

    assert answer.status_code == 422
    assert sentence in told(answer)
    if form.get("body", "").strip():
        assert "Shall I" in answer.text
    assert len(entries(OWN)) == 1


def test_naughty_texts_are_kept_and_shown_escaped(client_of, entries):
    body = "<script>alert(1)</script>\0 \u202e {{ 7 * 7 }} %(actor)s &amp; 'x' \"y\""
    alice = client_of(ALICE)

    answer = alice.post(
        f"/contacts/{OWN}/entries", data={"kind": "note", "body": body}, follow_redirects=True
    )

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "{{ 7 * 7 }} %(actor)s &amp;amp;" in answer.text
    assert "\0" not in entries(OWN)[-1].body


def test_line_breaks_stay_and_addresses_become_links(client_of):
    body = "See (https://artel.example/a?b=1&c=2).\nOr write to ivan@example.com, please"
    answer = client_of(ALICE).post(
        f"/contacts/{OWN}/entries", data={"kind": "note", "body": body}, follow_redirects=True
    )

    assert '<a href="https://artel.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">' in answer.text
    assert '<a href="mailto:ivan@example.com"' in answer.text
    assert "</a>).\nOr write to " in answer.text


@pytest.mark.promise("CON-15")
def test_what_happened_earlier_stands_at_its_time_on_the_readers_clock(client_of, entries):
    form = {**NOTE, "kind": "meeting", "happened_at": "2026-07-01T15:30"}
    max_ = client_of(MAX.at(SEVER))  # Moscow, three hours ahead

    max_.post(f"/contacts/{OWN}/entries", data=form)

    assert entries(OWN, SEVER)[-1].happened_at == utc("2026-07-01T12:30")
    page = max_.get(history(OWN)).text
    assert page.index("1 июля") < page.index("Likes plums")
    assert "15:30" in page[page.index("1 июля") :]


@pytest.mark.promise("ACC-5")
def test_reading_is_for_who_sees_the_contact_and_writing_for_who_may_change_it(client_of, entries):
    alice, ned = client_of(ALICE), client_of(NED)

    assert "Likes pears" in alice.get(history(READABLE)).text
    assert "data-draft" not in alice.get(history(READABLE)).text
    assert alice.post(f"/contacts/{READABLE}/entries", data=NOTE).status_code == 403
    assert ned.post(f"/contacts/{WRITABLE}/entries", data=NOTE).status_code == 403
    assert alice.post(f"/contacts/{WRITABLE}/entries", data=NOTE).status_code == 303
    assert alice.get(f"/entries/{int(Standing.OTHER_GROUPS)}").status_code == 404
    assert [len(entries(one)) for one in (READABLE, WRITABLE)] == [1, 2]


@pytest.mark.promise("CON-15")
def test_ones_own_entry_is_changed_and_marked_so(client_of, entries):
    alice = client_of(ALICE)
    form = alice.get(f"/entries/{OWN}/edit")

    answer = alice.post(f"/entries/{OWN}", data={"body": "Likes figs", "version": "1"}, follow_redirects=True)

    assert "Likes pears</textarea>" in form.text
    assert "Likes figs" in answer.text
    assert "(changed)" in answer.text
    assert (entries(OWN)[0].version, entries(OWN)[0].changed_at is not None) == (2, True)


def test_what_others_wrote_is_changed_by_admins_alone(client_of, an_entry, in_scope, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    entry = an_entry(contact, "Bob's own", by=BOB)
    form = {"body": "Mine now", "version": "1"}

    refused = client_of(ALICE).post(f"/entries/{entry.id}", data=form)
    by_admin = client_of(MAX).post(f"/entries/{entry.id}", data=form)

    assert refused.status_code == 403
    assert "Only who wrote it, or an admin, can change it." in told(refused)
    assert by_admin.status_code == 303


@pytest.mark.promise("CON-20")
def test_a_change_on_top_of_anothers_shows_theirs_and_keeps_ones_own(client_of, entries):
    client_of(MAX).post(f"/entries/{OWN}", data={"body": "Likes figs", "version": "1"})

    answer = client_of(ALICE).post(f"/entries/{OWN}", data={"body": "Likes nuts", "version": "1"})
    again = client_of(ALICE).post(f"/entries/{OWN}", data={"body": "Likes nuts", "version": "2"})

    assert answer.status_code == 412
    for shown in ("Somebody changed this meanwhile.", "Likes figs", "Likes nuts</textarea>", 'value="2"'):
        assert shown in answer.text
    assert again.status_code == 303
    assert entries(OWN)[0].body == "Likes nuts"


@pytest.mark.promise("CON-19")
def test_deleting_offers_undo_in_the_toast_and_in_the_history(client_of):
    alice = client_of(ALICE)

    deleted = alice.post(f"/entries/{OWN}/deletion", follow_redirects=True)
    offers = re.findall(r'action="(/acts/\d+/undoing)"', deleted.text)
    restored = alice.post(offers[0], data={"next": f"/contacts/{OWN}"}, follow_redirects=True)

    assert "Note deleted" in told(deleted)
    assert "Likes pears" not in deleted.text
    assert "Entry deleted by Alice" in told(deleted)
    assert len(offers) == 2
    assert len(set(offers)) == 1
    assert restored.request.path == f"/contacts/{OWN}"
    assert "Likes pears" in restored.text


@pytest.mark.promise("CON-15")
def test_pinned_entries_stand_on_top_and_only_there(client_of, an_entry, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    old = an_entry(contact, "Needs a permit", by=ALICE, happened_at="2026-01-01T10:00")
    an_entry(contact, "Called about lamps", by=ALICE)
    alice = client_of(ALICE)

    alice.post(f"/entries/{old.id}/pinning")
    pinned = alice.get(history(contact.id)).text
    alice.post(f"/entries/{old.id}/unpinning")
    unpinned = alice.get(history(contact.id)).text

    assert pinned.index("Pinned") < pinned.index("Needs a permit") < pinned.index("Called about lamps")
    assert pinned.count("Needs a permit") == 1
    assert unpinned.index("Called about lamps") < unpinned.index("Needs a permit")


def test_at_most_ten_are_pinned(client_of, an_entry, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    ids = [an_entry(contact, f"Note {number}", by=ALICE).id for number in range(11)]

    answers = [client_of(ALICE).post(f"/entries/{entry_id}/pinning") for entry_id in ids]

    assert [answer.status_code for answer in answers] == [303] * 10 + [409]
    assert "There can be at most 10 pinned entries." in told(answers[-1])


def test_a_form_sent_twice_writes_once(client_of, entries):
    alice = client_of(ALICE)
    form_id = re.search(r'name="form_id" value="([^"]+)"', alice.get(f"/contacts/{OWN}/tabs/history").text)[1]

    for _time in range(2):
        alice.post(f"/contacts/{OWN}/entries", data={**NOTE, "form_id": form_id})

    assert len(entries(OWN)) == 2


def test_the_notes_stand_by_themselves_and_are_counted(client_of, an_entry, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    an_entry(contact, "A note", by=ALICE)
    an_entry(contact, "A call", by=ALICE, kind="call")

    notes = client_of(ALICE).get(f"/contacts/{contact.id}/tabs/notes").text

    assert "A note" in notes
    assert "A call" not in notes
    assert "Contact added by" not in notes
    assert client_of(ALICE).get(f"/contacts/{contact.id}/tabs.json").json["notes"] == "1"


@pytest.mark.parametrize("person", [BOB, CAROL])
def test_nobody_reads_notes_of_a_hidden_contact_by_any_door(client_of, person):
    visitor = client_of(person)

    for path in (f"/contacts/{OWN}", f"/contacts/{OWN}/tabs/notes", f"/contacts/{OWN}/tabs.json",
                 f"/entries/{OWN}", f"/entries/{OWN}/edit", f"/contacts/{OWN}/calls"):  # fmt: skip
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert "pears" not in answer.text
