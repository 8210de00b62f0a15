"""Where mails go to a sink, /mails shows them; in production there is no such page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crm.app import create_app
from crm.mail.sink import Sink
from crm.mail.smtp import Carrier
from crm.settings import Settings
from tests.kit.cast import BASE_DOMAIN
from tests.kit.web import Visitor

FIRST = (
    b"Subject: First\r\nFrom: A <a@north.example>\r\n\r\nSee http://north.artel.example/contacts/1 now\r\n"
)
SECOND = (
    b"Subject: Second\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<html><head></head><body><script>alert(1)</script><b>Hi</b></body></html>\r\n"
)


@pytest.fixture
def apex(anonymous: Callable[[str], Visitor], settings: Settings, sink: Sink) -> Iterator[Visitor]:
    """Somebody at the apex of an instance whose mails are kept in its data folder, two of them by now."""
    folder = settings.data / "mails"
    folder.symlink_to(sink.folder)
    carrier = Carrier(sink.url)
    for to, content in (("anna@north.example", FIRST), ("bob@north.example", SECOND)):
        with carrier.offering(sender="no-reply@artel.example", to=to) as talk:
            talk.hand_over(content)
    carrier.hang_up()
    yield anonymous(BASE_DOMAIN)
    folder.unlink()


def test_the_list_for_programs_has_the_newest_first(apex: Visitor) -> None:
    mails = listed(apex)

    assert [mail["subject"] for mail in mails] == ["Second", "First"]
    assert set(mails[0]) == {"to", "from", "subject", "text", "html", "attached", "headers",
                             "received_at"}  # fmt: skip


def test_it_can_be_narrowed_to_a_recipient_and_shortened(apex: Visitor) -> None:
    assert [mail["to"] for mail in listed(apex, "?to=Anna@north.example")] == ["anna@north.example"]
    assert [mail["subject"] for mail in listed(apex, "?limit=1")] == ["Second"]
    assert len(listed(apex, "?limit=x")) == 2


def test_a_mail_is_shown_with_its_links_and_its_headers(apex: Visitor) -> None:
    page = mail_page(apex, "First")

    assert 'href="http://north.artel.example/contacts/1"' in page
    assert "A &lt;a@north.example&gt;" in page


def test_a_mails_own_html_is_shut_in(apex: Visitor) -> None:
    page = mail_page(apex, "Second")
    address = page.partition('src="/mails/')[2].partition('"')[0]

    frame = apex.get(f"/mails/{address}")

    assert "<script" not in page.partition("<iframe")[2].partition("</main>")[0]
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("name", ["..%2f..%2finstance", "0-0", ".faults", "x"])
def test_nothing_else_of_the_folder_can_be_read(apex: Visitor, name: str) -> None:
    assert apex.get(f"/mails/{name}").status_code == 404
    assert apex.get(f"/mails/{name}/html").status_code == 404


def test_in_production_there_is_no_inbox(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"env": "production"}))

    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/mails")]


def listed(apex: Visitor, query: str = "") -> list[dict[str, Any]]:
    mails = apex.get(f"/mails.json{query}").json
    assert isinstance(mails, list)
    return mails


def mail_page(apex: Visitor, subject: str) -> str:
    before = apex.get("/mails").text.partition(f">{subject}<")[0]
    return apex.get("/mails/" + before.rpartition('href="/mails/')[2].partition('"')[0]).text
