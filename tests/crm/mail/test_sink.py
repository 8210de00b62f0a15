"""The mail sink, which every test that reads a mail relies on."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from crm.mail.sink import Sink


@pytest.fixture
def letter():
    letter = EmailMessage()
    letter["From"] = "Артель <no-reply@artel.example>"
    letter["To"] = "bob@example.com"
    letter["Subject"] = "Контакт «Ромашка» теперь ведёте вы"
    letter["Message-ID"] = "<one@artel.example>"
    letter.set_content("Откройте ссылку\nи войдите.\n")
    letter.add_alternative("<p>Откройте ссылку</p>\n", subtype="html")
    return letter


def send(sink: Sink, letter: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        smtp.send_message(letter)


def test_a_mail_is_kept_with_its_words_readable(tmp_path: Path, letter: EmailMessage):
    with Sink(tmp_path) as sink:
        send(sink, letter)

        [mail] = sink.mails()

    assert mail["to"] == "bob@example.com"
    assert mail["from"] == "Артель <no-reply@artel.example>"
    assert mail["subject"] == "Контакт «Ромашка» теперь ведёте вы"
    assert mail["text"] == "Откройте ссылку\nи войдите.\n"
    assert mail["html"] == "<p>Откройте ссылку</p>\n"
    assert mail["headers"]["Message-ID"] == "<one@artel.example>"
    assert mail["received_at"].endswith("+00:00")


def test_a_refusing_sink_keeps_nothing_until_it_is_well_again(tmp_path: Path, letter: EmailMessage):
    with Sink(tmp_path) as sink:
        sink.misbehave(refusal="451 4.3.0 later")
        with pytest.raises(smtplib.SMTPDataError, match="later"):
            send(sink, letter)
        assert sink.mails() == []

        sink.misbehave()
        send(sink, letter)

        assert len(sink.mails()) == 1
