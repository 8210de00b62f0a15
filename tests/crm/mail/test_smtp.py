"""Over SMTP an answer is yes, no, later — or a doubt."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.mail import smtp
from crm.mail.sink import Sink
from crm.mail.smtp import Carrier, Doubt, Refused, TryLater

MAIL = b"Subject: hello\r\nMessage-ID: <1@north.example>\r\n\r\nFirst line\r\n.dotted\r\n..twice\r\n"
SENDER = "no-reply@artel.example"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path) as sink:
        yield sink


@pytest.fixture
def carrier(sink: Sink) -> Iterator[Carrier]:
    carrier = Carrier(sink.url)
    yield carrier
    carrier.hang_up()


def deliver(carrier: Carrier, to: str = "anna@north.example", content: bytes = MAIL) -> None:
    with carrier.offering(sender=SENDER, to=to) as talk:
        talk.hand_over(content)


def test_a_mail_arrives_as_it_was_written(sink: Sink, carrier: Carrier) -> None:
    deliver(carrier)

    (mail,) = sink.mails()
    assert mail["to"] == "anna@north.example"
    assert mail["subject"] == "hello"
    assert mail["text"] == "First line\n.dotted\n..twice\n"


def test_the_connection_is_kept_for_the_next_mail(sink: Sink, carrier: Carrier) -> None:
    deliver(carrier)
    first = carrier._open
    deliver(carrier, to="bob@north.example")

    assert carrier._open is first
    assert [mail["to"] for mail in sink.mails()] == ["anna@north.example", "bob@north.example"]


def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(sink: Sink, carrier: Carrier) -> None:
    deliver(carrier)
    assert carrier._open is not None
    assert carrier._open.sock is not None
    carrier._open.sock.shutdown(socket.SHUT_RDWR)

    deliver(carrier, to="bob@north.example")

    assert len(sink.mails()) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 4.3.0 later", TryLater), ("554 5.7.1 never", Refused), ("535 5.7.8 who?", TryLater)],
)
def test_the_servers_answer_decides(
    sink: Sink, carrier: Carrier, answer: str, error: type[Exception]
) -> None:
    sink.misbehave(refusal=answer)

    with pytest.raises(error, match=answer[:3]):
        deliver(carrier)

    sink.misbehave()
    deliver(carrier)
    assert len(sink.mails()) == 1


def test_a_server_that_is_away_is_asked_later() -> None:
    with pytest.raises(TryLater):
        deliver(Carrier("smtp://127.0.0.1:1"))


def test_no_answer_to_the_text_is_a_doubt(
    sink: Sink, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.2)
    sink.misbehave(delay_seconds=1)

    with pytest.raises(Doubt):
        deliver(carrier)

    assert carrier._open is None


def test_an_error_in_between_leaves_no_half_open_talk(sink: Sink, carrier: Carrier) -> None:
    with pytest.raises(ZeroDivisionError), carrier.offering(sender=SENDER, to="anna@north.example"):
        raise ZeroDivisionError

    deliver(carrier, to="bob@north.example")
    assert [mail["to"] for mail in sink.mails()] == ["bob@north.example"]


def test_a_login_never_travels_in_clear_beyond_this_machine(
    monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda _to, *rest: connect(("127.0.0.1", sink.port), *rest)
    )

    with pytest.raises(TryLater, match="no encryption"):
        deliver(Carrier(f"smtp://artel:s%40cret@mail.example:{sink.port}"))


def test_an_address_in_cyrillic_needs_a_server_that_knows_them(sink: Sink, carrier: Carrier) -> None:
    deliver(carrier, to="анна@север.example")

    assert sink.mails()[0]["to"] == "анна@север.example"


def test_an_address_in_cyrillic_is_refused_by_an_old_server() -> None:
    with old_server() as port, pytest.raises(Refused):
        deliver(Carrier(f"smtp://127.0.0.1:{port}"), to="анна@север.example")


class old_server:  # noqa: N801 (reads as a context)
    """A server that greets and knows no extension."""

    def __enter__(self) -> int:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self._listener.getsockname()[1])

    def __exit__(self, *_error: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            connection.sendall(b"220 old\r\n")
            while connection.recv(1024):
                connection.sendall(b"250 old\r\n")
