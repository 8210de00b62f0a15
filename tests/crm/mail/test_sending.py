"""A mail is decided with its cause and sent once; a doubt doubles no bulk mail and loses no notice (R3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import select, text

from crm.kernel import i18n
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.i18n import _
from crm.kernel.jobs import LeaseLost
from crm.mail import actions, checks, sending
from crm.mail.letters import TEMPLATES, Letter, MailTemplate, Paragraph, Posting, Site
from crm.mail.models import Mail, MailKind, MailState
from crm.mail.sink import Sink
from crm.mail.smtp import Doubt, Refused, TryLater
from crm.web.planes import Artel
from tests.kit.app import InScope
from tests.kit.background import run_due_jobs
from tests.kit.cast import ALICE, BOB, NORTH, SEVER, Business
from tests.kit.database import Copy

Mails = Callable[[], list[dict[str, Any]]]
SITE = Site("North Light", "http://north.artel.example", "no-reply@artel.example")


def hello(posting: Posting) -> Letter | None:
    """A letter that tells where and in what words it was written."""
    if posting.context.get("unwanted"):
        return None
    said = f"{i18n.locale()} {i18n.time_zone()} {posting.url('/contacts/1')} {_('This looks odd')}"
    return Letter(subject="Hello", title="Hello", body=(Paragraph(said),), why="Because.")


@pytest.fixture(autouse=True)
def templates() -> Iterator[None]:
    for kind in MailKind:
        TEMPLATES[f"test.{kind}"] = MailTemplate(f"test.{kind}", kind, hello)
    yield
    for kind in MailKind:
        del TEMPLATES[f"test.{kind}"]


@pytest.fixture
def posted(in_scope: InScope) -> Callable[..., int]:
    """Post a mail from a workspace; its id in the ledger."""

    def post(business: Business = NORTH, *, kind: MailKind = MailKind.NOTICE, **values: Any) -> int:
        with in_scope(business):
            known = {"to": "ivan@outside.example", "locale": "en", **values}
            return actions.post(f"test.{kind}", **known).id

    return post


@pytest.fixture
def row(in_scope: InScope) -> Callable[[int], Mail]:
    """A mail's row in the ledger."""

    def of(mail_id: int) -> Mail:
        with in_scope(read_only=True):
            return db.session.get_one(Mail, mail_id)

    return of


@pytest.fixture
def change(in_scope: InScope) -> Callable[..., None]:
    """Put a ledger row into a state, as a killed runner would leave it."""

    def to(mail_id: int, **values: Any) -> None:
        with in_scope():
            mail = db.session.get_one(Mail, mail_id)
            for name, value in values.items():
                setattr(mail, name, value)

    return to


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


# ── the protocol, with a mail server that answers as told ──────────────────────────────────────


@dataclass
class Server:
    """Stands in for the SMTP server: an answer at each half of the talk, and what was committed by then."""

    committed: Callable[[], list[str]] = list
    offered: Exception | None = None
    handed: Exception | None = None
    taken: list[bytes] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    @contextmanager
    def offering(self, *, sender: str, to: str) -> Iterator["Server"]:
        assert not db.session().in_transaction(), "a transaction is open while the server is waited for"
        self.states += self.committed()
        if self.offered:
            raise self.offered
        yield self

    def hand_over(self, content: bytes) -> None:
        assert not db.session().in_transaction(), "a transaction is open while the server is waited for"
        self.states += self.committed()
        if self.handed:
            raise self.handed
        self.taken.append(content)


@pytest.fixture
def sent_to(in_scope: InScope, posted: Any, database: Copy) -> Callable[..., str]:
    """Send one mail to such a server inside a job's scope; how its row stands afterwards."""

    def send(server: Server, *, kind: MailKind = MailKind.NOTICE, checkpoint: Any = None) -> str:
        mail_id = posted(kind=kind)
        with in_scope() as entry:
            select_states = sql.SQL("SELECT state FROM {}.mail").format(sql.Identifier(entry.schema))
            server.committed = lambda: [state for (state,) in database.owner.execute(select_states)]
            mail = db.session.get_one(Mail, mail_id)
            try:
                sending.send(
                    mail, site=SITE, carrier=server, checkpoint=checkpoint or db.session.commit  # type: ignore[arg-type]
                )  # fmt: skip
            except BaseException:
                db.session.rollback()
                raise
            return str(mail.state)

    return send


def test_sending_is_committed_before_the_text_goes_out_and_not_earlier(sent_to: Any) -> None:
    server = Server()

    assert sent_to(server) == MailState.SENT
    assert server.states == [MailState.WAITING, MailState.SENDING]
    assert len(server.taken) == 1


def test_a_server_that_is_away_leaves_no_doubt(sent_to: Any, in_scope: InScope) -> None:
    with pytest.raises(TemporaryFailure):
        sent_to(Server(offered=TryLater("away")), kind=MailKind.BULK)

    assert states(in_scope) == [MailState.WAITING]


@pytest.mark.parametrize("half", ["offered", "handed"])
def test_a_refusal_is_kept_before_the_job_ends(sent_to: Any, in_scope: InScope, half: str) -> None:
    server = Server()
    setattr(server, half, Refused("554 never"))

    with pytest.raises(PermanentFailure):
        sent_to(server)

    assert states(in_scope) == [MailState.FAILED]


def test_a_text_that_is_wanted_later_leaves_no_doubt(sent_to: Any, in_scope: InScope) -> None:
    with pytest.raises(TemporaryFailure):
        sent_to(Server(handed=TryLater("451 later")), kind=MailKind.BULK)

    assert states(in_scope) == [MailState.WAITING]


def test_no_answer_to_the_text_ends_a_bulk_mail(sent_to: Any) -> None:
    assert sent_to(Server(handed=Doubt("gone")), kind=MailKind.BULK) == MailState.UNKNOWN


def test_no_answer_to_the_text_leaves_a_notice_to_the_next_run(sent_to: Any, in_scope: InScope) -> None:
    with pytest.raises(TemporaryFailure):
        sent_to(Server(handed=Doubt("gone")))

    assert states(in_scope) == [MailState.SENDING]


@pytest.mark.promise("R14")
def test_a_process_that_is_asked_to_end_in_between_leaves_no_doubt(sent_to: Any, in_scope: InScope) -> None:
    class AskedToEnd(BaseException):
        pass

    commits = []

    def checkpoint() -> None:
        db.session.commit()
        commits.append(1)
        if len(commits) > 1:
            raise AskedToEnd

    server = Server()
    with pytest.raises(AskedToEnd):
        sent_to(server, kind=MailKind.BULK, checkpoint=checkpoint)

    assert states(in_scope) == [MailState.WAITING]
    assert server.taken == []


def test_a_runner_that_has_lost_its_lease_hands_nothing_over(sent_to: Any, in_scope: InScope) -> None:
    def checkpoint() -> None:
        db.session.rollback()
        raise LeaseLost

    server = Server()
    with pytest.raises(LeaseLost):
        sent_to(server, checkpoint=checkpoint)

    assert states(in_scope) == [MailState.WAITING]
    assert server.taken == []


def states(in_scope: InScope) -> list[str]:
    with in_scope(read_only=True):
        return list(db.session.scalars(select(Mail.state).order_by(text("id"))))
