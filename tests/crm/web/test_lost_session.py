"""A session that ended while somebody typed: the answer is the way back in, not a word about tokens."""

from urllib.parse import parse_qs, urlsplit

from tests.kit.cast import NORTH


def test_a_form_sent_without_a_session_leads_to_sign_in_and_back_to_the_form(anonymous):
    form_page = f"http://{NORTH.host}/me/profile?from=menu"

    answer = anonymous(NORTH).post(
        "/me/profile", data={"name": "Alice"}, headers={"Referer": form_page}, csrf=False
    )

    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/sign-in"
    assert parse_qs(urlsplit(answer.location).query) == {"next": ["/me/profile?from=menu"]}


def test_a_form_sent_from_elsewhere_leads_to_the_start(anonymous):
    elsewhere = {"Referer": "https://elsewhere.example/trap"}

    answer = anonymous(NORTH).post("/me/profile", data={"name": "Alice"}, headers=elsewhere, csrf=False)

    assert answer.status_code == 303
    assert urlsplit(answer.location).query == ""
