"""Names and subjects arrive as they were written."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.mail.folding import SpaceKeepingPolicy

OURS = SpaceKeepingPolicy(linesep="\r\n", max_line_length=78, cte_type="7bit")
LETTERS = st.text(alphabet="аЯё «»№abcZ-,;:.()\"'€漢", min_size=1, max_size=200).map(
    lambda text: " ".join(text.split())
)


def sent_and_read(subject: str, name: str = "Анна") -> tuple[str, str, str]:
    """Subject, name and address as a reader finds them who goes by RFC 2047.

    The standard library's newer reader doesn't: it keeps the space between two encoded words of a name.
    """
    mail = EmailMessage(OURS)
    mail["From"] = Address(display_name=name, username="anna", domain="north.example")
    mail["Subject"] = subject
    mail.set_content("x")
    sent = mail.as_bytes()
    assert max(map(len, sent.splitlines())) <= 78 or len(subject) > 76
    arrived = message_from_bytes(sent)
    name_in_words, address = parseaddr(arrived["From"])
    return decoded(arrived["Subject"]), decoded(name_in_words), address


def decoded(header: str) -> str:
    return str(make_header(decode_header("".join(header.splitlines()))))


def test_a_folded_russian_subject_keeps_its_spaces() -> None:
    subject = "Olga Petrova made you responsible for Петров Иван Сергеевич из ООО «Ромашка и сыновья»"

    assert sent_and_read(subject)[0] == subject


@pytest.mark.promise("L10-4")
@given(subject=LETTERS.filter(bool), name=LETTERS.filter(bool))
def test_any_subject_and_name_arrive_as_written(subject: str, name: str) -> None:
    assert sent_and_read(subject, name) == (subject, name, "anna@north.example")
