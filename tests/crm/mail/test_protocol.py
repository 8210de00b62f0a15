"""The protocol of sending, with a server that answers as told: what is committed when, what is a doubt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg import sql

from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.jobs import LeaseLost
from crm.mail import sending
from crm.mail.letters import Site
from crm.mail.models import Mail, MailKind, MailState
from crm.mail.smtp import Doubt, Refused, TryLater
from tests.kit.app import InScope
from tests.kit.database import Copy

SITE = Site("North Light", "http://north.artel.example", "no-reply@artel.example")


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
            select_states = sql.SQL("SELECT state FROM {}.mail WHERE template LIKE 'test.%'").format(
                sql.Identifier(entry.schema)
            )
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


def test_a_server_that_is_away_leaves_no_doubt(sent_to: Any, states: Any) -> None:
    with pytest.raises(TemporaryFailure):
        sent_to(Server(offered=TryLater("away")), kind=MailKind.BULK)

    assert states() == [MailState.WAITING]


@pytest.mark.parametrize("half", ["offered", "handed"])
def test_a_refusal_is_kept_before_the_job_ends(sent_to: Any, states: Any, half: str) -> None:
    server = Server()
    setattr(server, half, Refused("554 never"))

    with pytest.raises(PermanentFailure):
        sent_to(server)

    assert states() == [MailState.FAILED]


def test_a_text_that_is_wanted_later_leaves_no_doubt(sent_to: Any, states: Any) -> None:
    with pytest.raises(TemporaryFailure):
        sent_to(Server(handed=TryLater("451 later")), kind=MailKind.BULK)

    assert states() == [MailState.WAITING]


def test_no_answer_to_the_text_ends_a_bulk_mail(sent_to: Any) -> None:
    assert sent_to(Server(handed=Doubt("gone")), kind=MailKind.BULK) == MailState.UNKNOWN


def test_no_answer_to_the_text_leaves_a_notice_to_the_next_run(sent_to: Any, states: Any) -> None:
    with pytest.raises(TemporaryFailure):
        sent_to(Server(handed=Doubt("gone")))

    assert states() == [MailState.SENDING]


@pytest.mark.promise("R14")
def test_a_process_that_is_asked_to_end_in_between_leaves_no_doubt(sent_to: Any, states: Any) -> None:
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

    assert states() == [MailState.WAITING]
    assert server.taken == []


def test_a_runner_that_has_lost_its_lease_hands_nothing_over(sent_to: Any, states: Any) -> None:
    def checkpoint() -> None:
        db.session.rollback()
        raise LeaseLost

    server = Server()
    with pytest.raises(LeaseLost):
        sent_to(server, checkpoint=checkpoint)

    assert states() == [MailState.WAITING]
    assert server.taken == []
