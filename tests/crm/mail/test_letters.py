"""A letter becomes a message whose text and HTML say the same, with headers nobody can add to."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from crm.mail.composing import as_bytes, message
from crm.mail.letters import Button, HeaderRefused, Item, Items, Letter, Paragraph, Posting, Site
from crm.mail.models import MailKind

SITE = Site("Северный свет", "http://north.localhost:8000", "no-reply@artel.example")
LETTER = Letter(
    subject="Вам передан контакт",
    title="Вам передан контакт",
    body=(
        Paragraph("Здравствуйте, Анна."),
        Items((Item("ООО «Ромашка» <script>", "http://north.localhost:8000/contacts/41", "Клиент"),)),
        Button("Открыть контакт", "http://north.localhost:8000/contacts/41"),
    ),
    why="Письмо пришло, потому что вы стали менеджером.",
    manage=Button("Выбрать письма", "http://north.localhost:8000/me/notices"),
)


def sent(
    letter: Letter = LETTER,
    *,
    site: Site = SITE,
    to: str = "anna@north.example",
    name: str = "",
    kind: MailKind = MailKind.NOTICE,
) -> EmailMessage:
    mail = message(letter, Posting(site, to, name), message_key="ab12", kind=kind, locale="ru")
    travelled = message_from_bytes(as_bytes(mail, to=to), policy=policy.default)
    assert isinstance(travelled, EmailMessage)
    return travelled


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_text_and_html_say_the_same() -> None:
    mail = sent()

    for said in (
        "Здравствуйте, Анна.",
        "ООО «Ромашка»",
        "Клиент",
        "contacts/41",
        "me/notices",
        "Северный свет",
    ):
        assert said in body(mail, "plain"), said
        assert said in body(mail, "html"), said


def test_what_people_typed_is_no_markup() -> None:
    html = body(sent(), "html")

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_styles_are_inline_and_the_dark_ones_stay() -> None:
    html = body(sent(), "html")

    assert 'style="' in html
    assert "prefers-color-scheme: dark" in html
    assert ".sheet { background: #ffffff" not in html


def test_headers_tell_whose_mail_it_is_and_that_no_person_wrote_it() -> None:
    mail = sent(name="Анна Кузнецова")

    assert mail["From"].addresses[0].display_name == "Северный свет"
    assert mail["From"].addresses[0].addr_spec == "no-reply@artel.example"
    assert mail["To"].addresses[0].display_name == "Анна Кузнецова"
    assert mail["Subject"] == "Вам передан контакт"
    assert mail["Message-ID"] == "<ab12@north.localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ru"
    assert mail["List-Id"] == "<notice.north.localhost>"
    assert mail["List-Unsubscribe"] == "<http://north.localhost:8000/me/notices>"


def test_a_secret_is_no_lists_mail() -> None:
    mail = sent(kind=MailKind.SECRET)

    assert mail["List-Id"] is None
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "broken", ["Hello\r\nBcc: all@north.example", "Hello\nX: y", "Hello\u2028there", "a\x00b"]
)
def test_a_line_break_in_a_subject_is_refused(broken: str) -> None:
    with pytest.raises(HeaderRefused):
        Letter(subject=broken, title="", body=(), why="")


@pytest.mark.parametrize("broken", ["North\r\nBcc: all@north.example", "North\nLight"])
def test_a_line_break_in_a_name_or_address_is_refused(broken: str) -> None:
    with pytest.raises(HeaderRefused):
        sent(site=Site(broken, SITE.address, SITE.sender))
    with pytest.raises(HeaderRefused):
        sent(name=broken)
    with pytest.raises(HeaderRefused):
        sent(to=f"{broken}@north.example")


def test_names_that_look_like_addresses_stay_names() -> None:
    mail = sent(name='Anna, "evil@evil.example"')

    assert [address.addr_spec for address in mail["To"].addresses] == ["anna@north.example"]


def test_an_address_in_cyrillic_is_written_in_utf_8() -> None:
    to = "анна@север.example"
    mail = message(LETTER, Posting(SITE, to), message_key="ab12", kind=MailKind.NOTICE, locale="ru")

    assert "анна@север.example".encode() in as_bytes(mail, to=to)


def test_what_travels_is_ascii_in_short_lines() -> None:
    mail = message(
        LETTER, Posting(SITE, "anna@north.example"), message_key="ab12", kind=MailKind.NOTICE, locale="ru"
    )

    lines = as_bytes(mail, to="anna@north.example").split(b"\r\n")

    assert all(line.isascii() and len(line) <= 998 for line in lines)
    assert b"\n" not in b"".join(lines)
