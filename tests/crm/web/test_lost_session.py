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


def test_a_part_that_is_asked_for_without_a_session_leads_back_to_its_whole_page(anonymous):
    whole = {"HX-Request": "true", "HX-Current-URL": f"http://{NORTH.host}/settings/workflows/1?a=b#step-0"}

    for answer in (
        anonymous(NORTH).post("/settings/workflows/picture", data={"name": "A"}, headers=whole, csrf=False),
        anonymous(NORTH).get("/settings/workflows/people?q=a", headers=whole),
    ):
        to = urlsplit(answer.headers["HX-Redirect"])
        assert (answer.status_code, to.path) == (204, "/sign-in")
        assert parse_qs(to.query) == {"next": ["/settings/workflows/1?a=b"]}


def test_addresses_that_say_nothing_good_lead_to_the_start(anonymous):
    for strange in ("https://elsewhere.example/trap", "http://[", "javascript:alert(1)", "", "\udc80"):
        headers = {"HX-Request": "true", "HX-Current-URL": strange.encode("utf-8", "replace").decode()}
        answer = anonymous(NORTH).post("/settings/workflows/picture", data={}, headers=headers, csrf=False)
        assert answer.headers["HX-Redirect"] == "/sign-in"
        sent = anonymous(NORTH).post("/me/profile", data={}, headers={"Referer": "http://["}, csrf=False)
        assert sent.location.endswith("/sign-in")
