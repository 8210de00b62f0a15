"""A mail is decided with its cause and sent once; a doubt doubles no bulk mail and loses no notice (R3)."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from crm.kernel.anchors import anchors
from crm.mail import actions, checks, sending
from crm.mail.letters import Site
from crm.mail.models import Mail, MailKind, MailState
from crm.mail.sink import Sink
from crm.web.planes import Artel
from tests.kit.app import InScope
from tests.kit.background import run_due_jobs
from tests.kit.cast import ALICE, BOB, SEVER

Mails = Callable[[], list[dict[str, Any]]]
SITE = Site("North Light", "http://north.artel.example", "no-reply@artel.example")


@pytest.mark.promise("NOT-2")
def test_a_mail_goes_out_in_its_readers_language_and_zone(
    posted: Any, run_jobs: Any, row: Any, mails: Mails
) -> None:
    mail_id = posted(locale="ru", time_zone="Asia/Omsk", name="Иван")

    run_jobs()

    (mail,) = mails()
    assert mail["to"] == "ivan@outside.example"
    assert mail["text"].split("\n")[2].startswith("ru Asia/Omsk http://north.artel.example/contacts/1")
    assert mail["headers"]["From"] == "North Light <no-reply@artel.example>"
    assert mail["headers"]["Message-ID"] == f"<{row(mail_id).message_key}@north.artel.example>"
    assert row(mail_id).state == MailState.SENT
    assert row(mail_id).sent_at is not None


def test_without_a_zone_of_its_readers_it_tells_time_in_the_workspaces(
    posted: Any, run_jobs: Any, mails: Mails
) -> None:
    posted(SEVER, locale="ru")

    run_jobs()

    assert "Europe/Moscow" in mails()[0]["text"]


@pytest.mark.promise("NOT-2")
def test_a_change_that_is_rolled_back_sends_nothing(in_scope: InScope, run_jobs: Any, mails: Mails) -> None:
    with suppress(ZeroDivisionError), in_scope():
        actions.post("test.notice", to="ivan@outside.example", locale="en")
        raise ZeroDivisionError

    assert run_jobs() == []
    assert mails() == []


def test_a_letter_that_nobody_is_to_get_any_more_is_dropped(
    posted: Any, run_jobs: Any, row: Any, mails: Mails
) -> None:
    mail_id = posted(unwanted=True)

    run_jobs()

    assert row(mail_id).state == MailState.DROPPED
    assert mails() == []


def test_a_reader_who_lost_sight_of_the_record_gets_nothing(
    posted: Any, run_jobs: Any, row: Any, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def visible(kind: str, ids: list[int], actor: Any) -> dict[int, object]:
        asked.append((kind, ids, actor.user_id))
        return {} if actor.user_id == BOB.id else {41: object()}

    monkeypatch.setattr(type(anchors), "visible", lambda _self, *told: visible(*told))
    unseen = posted(user_id=BOB.id, about=("contact", 41))
    seen = posted(user_id=ALICE.id, about=("contact", 41))

    run_jobs()

    assert (row(unseen).state, row(seen).state) == (MailState.DROPPED, MailState.SENT)
    assert sorted(asked) == [("contact", [41], ALICE.id), ("contact", [41], BOB.id)]
    assert len(mails()) == 1


@pytest.mark.promise("R8")
def test_a_server_that_wants_it_later_gets_it_later(
    app: Artel, posted: Any, row: Any, mails: Mails, sink: Sink, database: Any
) -> None:
    mail_id = posted()
    sink.misbehave(refusal="451 4.3.0 later")
    run_due_jobs(app)
    assert (row(mail_id).state, mails()) == (MailState.WAITING, [])

    sink.misbehave()
    database.owner.execute("UPDATE control.job SET due_at = now()")
    run_due_jobs(app)

    assert row(mail_id).state == MailState.SENT
    assert len(mails()) == 1


def test_a_server_that_refuses_it_for_ever_is_told_to_the_operator(
    app: Artel, posted: Any, row: Any, sink: Sink, database: Any, in_scope: InScope
) -> None:
    mail_id = posted()
    sink.misbehave(refusal="554 5.7.1 never")

    run_due_jobs(app)
    sink.misbehave()

    assert row(mail_id).state == MailState.FAILED
    assert "554" in row(mail_id).error
    assert database.owner.execute("SELECT state FROM control.job").fetchone() == ("dead",)
    with in_scope(read_only=True):
        (finding,) = checks.mails()
    assert "1 mails" in finding.text


@pytest.mark.promise("R3")
def test_a_notice_in_doubt_is_sent_again_under_the_same_message_id(
    posted: Any, change: Any, row: Any, run_jobs: Any, mails: Mails
) -> None:
    mail_id = posted()
    change(mail_id, state=MailState.SENDING)

    run_jobs()

    (mail,) = mails()
    assert row(mail_id).message_key in mail["headers"]["Message-ID"]
    assert (row(mail_id).state, row(mail_id).doubts) == (MailState.SENT, 1)


@pytest.mark.promise("R3")
def test_a_bulk_mail_in_doubt_is_not_sent_again_and_is_shown(
    posted: Any, change: Any, row: Any, run_jobs: Any, mails: Mails, in_scope: InScope
) -> None:
    mail_id = posted(kind=MailKind.BULK)
    change(mail_id, state=MailState.SENDING)

    run_jobs()

    assert row(mail_id).state == MailState.UNKNOWN
    assert mails() == []
    with in_scope(read_only=True):
        assert [finding.level for finding in checks.mails()] == ["warning"]


def test_a_notice_that_stays_in_doubt_is_not_sent_for_ever(
    posted: Any, change: Any, row: Any, run_jobs: Any, mails: Mails
) -> None:
    mail_id = posted()
    change(mail_id, state=MailState.SENDING, doubts=sending.MOST_DOUBTS - 1)

    run_jobs()

    assert row(mail_id).state == MailState.UNKNOWN
    assert mails() == []


def test_a_mail_that_was_sent_is_not_sent_again(
    posted: Any, run_jobs: Any, mails: Mails, database: Any
) -> None:
    posted()
    run_jobs()
    database.owner.execute("UPDATE control.job SET state = 'ready'")

    run_jobs()

    assert len(mails()) == 1


def test_no_ledger_row_or_job_keeps_a_word_of_the_letter(
    posted: Any, run_jobs: Any, database: Any, row: Any
) -> None:
    mail_id = posted(contact_id=41)
    run_jobs()

    mail = row(mail_id)
    kept = " ".join(str(getattr(mail, column.name)) for column in Mail.__table__.columns)

    assert "contacts/1" not in kept
    assert mail.context == {"contact_id": 41}
    assert database.owner.execute("SELECT payload FROM control.job").fetchone() == ({"mail_id": mail_id},)
