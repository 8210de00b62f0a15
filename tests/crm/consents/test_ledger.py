"""The ledger of consents: what was agreed to, to which words, and when it was taken back (CON-22)."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError

from crm.consents.facts import ConsentGiven, ConsentWithdrawn, PurposeEdited
from crm.consents.models import Consent, Purpose
from crm.consents.queries import consenting
from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER, Standing

OWN = f"/contacts/{int(Standing.OWN)}"
API = f"/api/v1{OWN}/consents"
NEWS = 1


@pytest.mark.promise("CON-22")
def test_a_consent_is_kept_with_its_words_its_time_and_its_source(client_of, in_scope, facts_of):
    form = {
        "purpose_id": NEWS, "given": "1", "source": "paper", "note": "Folder 7",
        "happened_at": "2026-11-20T10:30",
    }  # fmt: skip

    answer = client_of(ALICE).post(f"{OWN}/consents", data=form)

    assert answer.status_code == 303
    with in_scope(NORTH):
        line = db.session.scalars(select(Consent)).one()
        assert (line.given, line.source, line.note, line.text_version) == (True, "paper", "Folder 7", 1)
        assert line.text == db.session.get(Purpose, NEWS).text != ""
        assert line.happened_at.isoformat() == "2026-11-20T10:30:00+00:00"
    assert isinstance(facts_of()[-1], ConsentGiven)


@pytest.mark.promise("CON-22")
def test_the_latest_line_holds_and_the_older_ones_stay(api_of, in_scope):
    alice = api_of(ALICE)
    alice.post(API, json={"purpose_id": NEWS, "given": True, "source": "form"})
    assert _consenting(in_scope) == [int(Standing.OWN)]

    alice.post(API, json={"purpose_id": NEWS, "given": False, "source": "phone"})

    assert [line["given"] for line in alice.get(API).json["items"]] == [False, True]
    assert _consenting(in_scope) == []


def test_a_consent_that_is_told_late_does_not_outdo_a_withdrawal_after_it(api_of, in_scope):
    alice = api_of(ALICE)
    alice.post(API, json={"purpose_id": NEWS, "given": False, "happened_at": "2026-11-21T09:00:00Z"})

    alice.post(API, json={"purpose_id": NEWS, "given": True, "happened_at": "2026-11-20T09:00:00Z"})

    assert _consenting(in_scope) == []


def test_a_line_can_be_neither_changed_nor_removed(api_of, in_scope):
    api_of(ALICE).post(API, json={"purpose_id": NEWS, "given": True})

    for statement in (delete(Consent), update(Consent).values(given=False)):
        with in_scope(NORTH), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(statement)


def test_new_words_leave_earlier_consents_with_the_old_ones(api_of, client_of, facts_of):
    api_of(ALICE).post(API, json={"purpose_id": NEWS, "given": True})
    client_of(MAX).post(
        f"/settings/consent-purposes/{NEWS}", data={"name": "News by e-mail", "text": "New words."}
    )
    assert facts_of()[-1] == PurposeEdited(consent_purpose_id=NEWS, fields=["text"], text_version=2)

    page = client_of(ALICE).get(f"{OWN}?tab=consents").text

    assert "to an older text" in page
    assert "New words." not in page


@pytest.mark.promise("L10-1")
def test_the_tab_speaks_russian(client_of, api_of):
    api_of(ALICE.at(SEVER)).post(API, json={"purpose_id": NEWS, "given": True, "source": "in_person"})

    page = client_of(ALICE.at(SEVER)).get(f"{OWN}?tab=consents").text

    assert "Новости по почте" in page
    assert "Дано" in page
    assert "Лично" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose_id": 999_999}, "purpose_id"),
        ({"purpose_id": "\0"}, "purpose_id"),
        ({"purpose_id": NEWS, "source": "guess"}, "source"),
        ({"purpose_id": NEWS, "happened_at": "2999-01-01 10:00"}, "happened_at"),
        ({"purpose_id": NEWS, "happened_at": "31.02.2026 99:99"}, "happened_at"),
        ({"purpose_id": NEWS, "happened_at": "0001-01-01 00:00"}, "happened_at"),
        ({"purpose_id": NEWS, "note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field_and_comes_back(client_of, wrong, field):
    answer = client_of(ALICE).post(f"{OWN}/consents", data={"given": "1", "note": "Folder 7", **wrong})

    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert wrong.get("note", "Folder 7") in answer.text


def test_whoever_reads_only_sees_the_ledger_and_writes_nothing(client_of, api_of):
    readable = f"/contacts/{int(Standing.READABLE)}"

    page = client_of(BOB).get(f"{readable}?tab=consents").text
    refused = api_of(BOB).post(f"/api/v1{readable}/consents", json={"purpose_id": NEWS})

    assert "Not asked" in page
    assert f"{readable}/consents?" not in page
    assert refused.status_code == 403
    assert client_of(NED).post(f"{readable}/consents", data={"purpose_id": NEWS}).status_code == 403


def test_a_purpose_put_aside_is_not_asked_for_but_can_be_withdrawn(client_of, api_of):
    alice = api_of(ALICE)
    alice.post(API, json={"purpose_id": NEWS, "given": True})
    client_of(MAX).post(f"/settings/consent-purposes/{NEWS}/archive")

    given = alice.post(API, json={"purpose_id": NEWS, "given": True})
    withdrawn = alice.post(API, json={"purpose_id": NEWS, "given": False})

    assert (given.status_code, withdrawn.status_code) == (422, 201)


def test_both_acts_are_told_in_the_history(client_of, api_of, facts_of):
    api_of(ALICE).post(API, json={"purpose_id": NEWS, "given": False})

    assert isinstance(facts_of()[-1], ConsentWithdrawn)
    assert "Withdrawal of consent recorded by" in client_of(ALICE).get(f"{OWN}?tab=history").text


def _consenting(in_scope: Any) -> list[int]:
    with in_scope(NORTH):
        return list(db.session.scalars(select(Contact.id).where(consenting(NEWS))))
