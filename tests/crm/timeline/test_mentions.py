"""Calling colleagues by ``@Name``: who is offered, who is told, and who is not."""

import pytest

from crm.timeline.facts import EntryAdded
from tests.crm.timeline.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER, Standing

OWN, SHARED = int(Standing.OWN), int(Standing.WRITABLE)


@pytest.fixture
def write(client_of):
    """Write a note as a person; the answer after the redirect."""

    def post(person, contact_id, body):
        form = {"kind": "note", "body": body}
        return client_of(person).post(f"/contacts/{contact_id}/entries", data=form, follow_redirects=True)

    return post


@pytest.mark.promise("CON-15")
def test_whom_a_note_calls_is_told_by_bell_and_mail_with_the_text_and_a_link(
    write, client_of, run_jobs, mails, entries
):
    write(ALICE, SHARED, "@Bob and @max: the offer is due")
    run_jobs()

    entry = entries(SHARED)[-1]
    assert entry.mention_ids == [BOB.id, MAX.id]
    assert sorted((mail["to"], mail["subject"]) for mail in mails()) == [
        (BOB.email, "Alice mentioned you: Ivan Writable"),
        (MAX.email, "Alice mentioned you: Ivan Writable"),
    ]
    for part in ("the offer is due", f"http://{NORTH.host}/contacts/{SHARED}?tab=history#entry-{entry.id}"):
        assert part in mails()[0]["text"]
    assert "Alice mentioned you: Ivan Writable" in told(client_of(BOB).get("/notices"))
    assert '<b class="call">@Bob</b>' in client_of(BOB).get(f"/contacts/{SHARED}").text


@pytest.mark.promise("NOT-1")
def test_each_is_told_in_their_own_language(write, client_of, run_jobs, mails):
    client_of(BOB).post("/me/language", data={"locale": "ru"})

    write(ALICE, SHARED, "@Bob, look")
    run_jobs()

    assert [mail["subject"] for mail in mails()] == ["Alice упоминает вас: Writable Ivan"]


@pytest.mark.promise("ACC-6")
def test_who_can_not_see_the_contact_is_not_told_and_the_writer_is_warned(
    write, run_jobs, mails, entries, client_of
):
    answer = write(ALICE, OWN, "@Bob must not know, @Max may")
    run_jobs()

    assert entries(OWN)[-1].mention_ids == [MAX.id]
    assert [mail["to"] for mail in mails()] == [MAX.email]
    assert "Not told, because they can't see this contact: Bob" in told(answer)
    assert "mentioned" not in told(client_of(BOB).get("/notices"))


def test_the_writer_is_warned_in_russian(write):
    answer = write(ALICE.at(SEVER), OWN, "@Bob не должен знать")

    assert "Не узнают, потому что не видят этот контакт: Bob" in told(answer)


@pytest.mark.promise("ACC-6")
def test_who_lost_sight_of_the_contact_before_the_mail_goes_out_gets_none(write, run_jobs, mails, client_of):
    write(ALICE, SHARED, "@Bob, look")
    client_of(CAROL).post(f"/contacts/{SHARED}/sharing", data={"sharing": "private"})

    run_jobs()

    assert mails() == []
    assert "no longer open to you" in told(client_of(BOB).get("/notices"))


@pytest.mark.promise("NOT-2")
def test_the_writer_is_never_told_and_a_change_tells_only_who_is_new(
    write, client_of, run_jobs, mails, facts_of, entries
):
    write(ALICE, SHARED, "@Alice notes that @Bob knows")
    entry = entries(SHARED)[-1]
    client_of(ALICE).post(f"/entries/{entry.id}", data={"body": "@Bob and @Max know", "version": "1"})
    client_of(ALICE).post(f"/entries/{entry.id}", data={"body": "@Bob and @Max know it", "version": "2"})
    run_jobs()

    assert sorted(mail["to"] for mail in mails()) == [BOB.email, MAX.email]
    assert [fact.mentioned for fact in facts_of(NORTH) if isinstance(fact, EntryAdded)] == [[BOB.id]]


@pytest.mark.parametrize(
    "body",
    ["bob@max.example", "Bob", "@Bobby", "@ Bob", "@", "@@Bob", "max@Bob", "@Nobody", "@Бо"],
)
def test_what_only_looks_like_a_call_calls_nobody(write, entries, body):
    write(ALICE, SHARED, body)

    assert entries(SHARED)[-1].mention_ids == []


def test_the_longest_name_is_meant_and_a_first_name_where_it_is_clear(write, entries, client_of):
    client_of(BOB).post("/me/profile", data={"name": "Anna Smith", "locale": "en"})
    client_of(CAROL).post("/me/profile", data={"name": "Anna Smithson", "locale": "en"})
    client_of(NED).post("/me/profile", data={"name": "Пётр Ильин", "locale": "ru"})

    for body in ("@anna smith, look", "@Anna Smithson!", "@Anna who?", "Привет, @пётр", "@Пётр Ильин."):
        write(ALICE, SHARED, body)

    assert [entry.mention_ids for entry in entries(SHARED)[1:]] == [
        [BOB.id],
        [CAROL.id],
        [],
        [NED.id],
        [NED.id],
    ]


@pytest.mark.promise("ACC-6")
def test_only_who_can_see_the_contact_is_offered_and_never_oneself(client_of):
    alice = client_of(ALICE)

    own, shared = (told(alice.get(f"/contacts/{one}/calls")).split() for one in (OWN, SHARED))
    some = told(alice.get(f"/contacts/{SHARED}/calls?q=bo"))

    assert [word for word in own if len(word) > 1] == ["Max", "Olga"]
    assert [word for word in shared if len(word) > 1] == ["Bob", "Carol", "Max", "Ned", "Olga"]
    assert "Bob" in some
    assert "Max" not in some


@pytest.mark.parametrize("typed", ["%25", "_", "%ED%A0%80", "x" * 5000, "'; select 1"])
def test_strange_letters_offer_nobody(client_of, typed):
    answer = client_of(ALICE).get(f"/contacts/{SHARED}/calls?q={typed}")

    assert answer.status_code == 200
    assert "option" not in answer.text


def test_the_viewers_are_those_who_may_load_the_contact(in_scope, actor_of, client_of):
    """One rule: what is asked of several at once is what each of them is asked alone."""
    from crm.contacts.models.contact import Contact
    from crm.contacts.queries.viewers import viewers_among
    from crm.kernel.access import found
    from crm.kernel.errors import NotFound

    people = (OLGA, MAX, ALICE, BOB, CAROL, NED)

    def sees(person, contact_id):
        try:
            found(Contact.visible_to(actor_of(person)), id=contact_id)
        except NotFound:
            return False
        return True

    with in_scope(NORTH, read_only=True):
        for standing in Standing:
            alone = {person.id for person in people if sees(person, int(standing))}
            assert viewers_among([person.id for person in people], contact_id=int(standing)) == alone, (
                standing
            )
