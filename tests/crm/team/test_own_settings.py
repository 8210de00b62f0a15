"""One's own settings: language, password, e-mail, devices, tokens (ACC-8, L10-1)."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.kit.cast import ALICE, BOB, NORTH, PASSWORD, Business, Person
from tests.kit.web import Visitor

Anonymous = Callable[[Business | str], Visitor]
ClientOf = Callable[[Person], Visitor]
NEW = "four green lamps in a row"


@pytest.mark.promise("L10-1")
def test_a_person_chooses_language_and_zone(client_of: ClientOf) -> None:
    alice = client_of(ALICE)

    alice.post("/me/profile", data={"name": "Alice Hill", "locale": "ru", "time_zone": "Asia/Vladivostok"})

    page = alice.get("/me/profile").text
    assert '<html lang="ru"' in page
    assert "Alice Hill" in page
    assert re.search(r'value="Asia/Vladivostok"[^>]* selected', page)


@pytest.mark.promise("L10-1")
def test_the_language_alone_is_changed_from_the_menu(client_of: ClientOf) -> None:
    alice = client_of(ALICE)

    answer = alice.post("/me/language?next=/notices", data={"locale": "ru"})

    assert answer.location == "/notices"
    assert '<html lang="ru"' in alice.get("/notices").text


@pytest.mark.promise("L10-1")
def test_the_page_stays_as_it_was_searched_and_filtered(client_of: ClientOf) -> None:
    alice = client_of(ALICE)
    path = "/contacts?q=%D0%97%D0%B0%D1%80%D1%8F&tag=1&tag=2"
    menu = re.search(r'name="next" value="([^"]+)"', alice.get(f"{path}&lang=en").text)
    assert menu is not None

    answer = alice.post("/me/language", data={"locale": "ru", "next": unescape(menu[1])})

    assert answer.location == path
    assert 'value="Заря"' in alice.get(answer.location).text


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("came_from", "led_to"),
    [
        (f"http://{NORTH.host}/contacts?q=typed+later", "/contacts?q=typed+later"),
        (f"http://{NORTH.host}/tasks?q=elsewhere", "/contacts?q=before"),
        ("http://evil.example/contacts?q=theirs", "/contacts?q=before"),
        (f"http://{NORTH.host}/contacts?q={'a' * 3000}", "/contacts?q=before"),
        ("http://[", "/contacts?q=before"),
    ],
)
def test_what_was_searched_for_since_the_menu_came_stays_too(
    client_of: ClientOf, came_from: str, led_to: str
) -> None:
    answer = client_of(ALICE).post(
        "/me/language",
        data={"locale": "ru", "next": "/contacts?q=before"},
        headers={"Referer": came_from},
    )

    assert answer.location == led_to


@pytest.mark.parametrize("path", ["//evil.example/?q=1", "/\\evil.example", "https://evil.example/contacts"])
def test_the_menu_leads_to_no_other_host(client_of: ClientOf, path: str) -> None:
    answer = client_of(ALICE).post("/me/language", data={"locale": "ru", "next": path})

    assert answer.location == "/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "locale": "en", "time_zone": ""},
        {"name": "Alice", "locale": "de", "time_zone": ""},
        {"name": "Alice", "locale": "en", "time_zone": "Mars/Olympus"},
        {"name": "A" * 300, "locale": "en", "time_zone": ""},
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client_of: ClientOf, wrong: dict[str, str]) -> None:
    answer = client_of(ALICE).post("/me/profile", data=wrong)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{wrong["name"]}"' in answer.text


@pytest.mark.promise("ACC-8")
def test_a_new_password_ends_the_other_sessions_and_is_told(
    client_of: ClientOf, anonymous: Anonymous, run_jobs: Any, mails: Any
) -> None:
    other = anonymous(NORTH)
    other.post("/sign-in", data={"email": ALICE.email, "password": PASSWORD})
    alice = client_of(ALICE)

    answer = alice.post("/me/password", data={"old": PASSWORD, "password": NEW})

    assert answer.status_code == 303
    assert alice.get("/me/profile").status_code == 200
    assert other.get("/me/profile").status_code == 303
    run_jobs()
    assert "Your password was changed" in [mail["subject"] for mail in mails()]


@pytest.mark.promise("ACC-8")
def test_the_old_password_is_asked_for(client_of: ClientOf) -> None:
    answer = client_of(ALICE).post("/me/password", data={"old": "not my password", "password": NEW})

    assert answer.status_code == 422
    assert "This is not your password." in answer.text


@pytest.mark.promise("ACC-8")
def test_an_address_changes_when_both_have_confirmed(
    client_of: ClientOf, anonymous: Anonymous, link_in: Callable[..., str], run_jobs: Any, mails: Any
) -> None:
    alice, visitor, new = client_of(ALICE), anonymous(NORTH), "alice.hill@north.example"
    alice.post("/me/email", data={"email": new, "current": PASSWORD})
    of_new, of_old = (link_in(to, beginning="/email-change/") for to in (new, ALICE.email))

    assert "One address has confirmed" in visitor.post(of_new).text
    assert visitor.post("/sign-in", data={"email": new, "password": PASSWORD}).status_code == 422
    assert "Your address is changed" in visitor.post(of_old).text

    assert visitor.post("/sign-in", data={"email": new, "password": PASSWORD}).status_code == 303
    run_jobs()
    assert mails()[-2]["to"] == ALICE.email
    assert mails()[-2]["subject"] == "Your e-mail address was changed"


@pytest.mark.promise("ACC-8")
def test_following_the_link_alone_changes_nothing(
    client_of: ClientOf, anonymous: Anonymous, link_in: Callable[..., str]
) -> None:
    client_of(ALICE).post("/me/email", data={"email": "alice.hill@north.example", "current": PASSWORD})
    link = link_in(ALICE.email, beginning="/email-change/")

    for _time in range(3):
        assert anonymous(NORTH).get(link).status_code == 200

    assert "waits" in client_of(ALICE).get("/me/sign-in").text


@pytest.mark.promise("ACC-8")
def test_one_address_confirming_twice_is_not_both(
    client_of: ClientOf, anonymous: Anonymous, link_in: Callable[..., str]
) -> None:
    client_of(ALICE).post("/me/email", data={"email": "alice.hill@north.example", "current": PASSWORD})
    link = link_in("alice.hill@north.example", beginning="/email-change/")
    visitor = anonymous(NORTH)

    assert visitor.post(link).status_code == 200
    assert visitor.post(link).status_code == 410


@pytest.mark.promise("ACC-8")
def test_a_newer_wish_shuts_the_links_of_the_one_before(
    client_of: ClientOf, anonymous: Anonymous, link_in: Callable[..., str]
) -> None:
    alice = client_of(ALICE)
    alice.post("/me/email", data={"email": "first@north.example", "current": PASSWORD})
    link = link_in("first@north.example", beginning="/email-change/")

    alice.post("/me/email", data={"email": "second@north.example", "current": PASSWORD})

    assert anonymous(NORTH).post(link).status_code == 410


@pytest.mark.parametrize(
    ("email", "current", "told"),
    [
        (BOB.email, PASSWORD, "There is a user with this e-mail address already."),
        ("not an address", PASSWORD, "doesn&#39;t look like an e-mail"),
        ("new@north.example", "wrong", "This is not your password."),
    ],
)
def test_a_wrong_wish_for_another_address_is_refused(
    client_of: ClientOf, email: str, current: str, told: str
) -> None:
    answer = client_of(ALICE).post("/me/email", data={"email": email, "current": current})

    assert answer.status_code == 422
    assert told in answer.text


@pytest.mark.promise("TEN-5")
def test_find_my_workspace_follows_the_new_address(
    client_of: ClientOf, anonymous: Anonymous, link_in: Callable[..., str], run_jobs: Any, app: Any
) -> None:
    new = "alice.hill@north.example"
    client_of(ALICE).post("/me/email", data={"email": new, "current": PASSWORD})
    for to in (new, ALICE.email):
        anonymous(NORTH).post(link_in(to, beginning="/email-change/"))

    run_jobs()

    with app.app_context():
        assert [entry.slug for entry in app.directory.workspaces_of(new)] == ["north"]
        assert app.directory.workspaces_of(ALICE.email) == []


@pytest.mark.promise("ACC-8")
def test_one_device_is_signed_out_from_another(client_of: ClientOf, anonymous: Anonymous) -> None:
    other = anonymous(NORTH)
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
    other.post("/sign-in", data={"email": ALICE.email, "password": PASSWORD}, headers=agent)
    alice = client_of(ALICE)
    page = alice.get("/me/sessions").text
    assert "Firefox, Linux" in page
    (path,) = re.findall(r'action="(/me/sessions/\d+/end)"', page)

    alice.post(path)

    assert other.get("/me/profile").status_code == 303
    assert alice.get("/me/profile").status_code == 200


@pytest.mark.promise("ACC-8")
def test_sign_out_everywhere_is_everywhere(client_of: ClientOf, anonymous: Anonymous) -> None:
    other, alice = anonymous(NORTH), client_of(ALICE)
    other.post("/sign-in", data={"email": ALICE.email, "password": PASSWORD})

    alice.post("/me/sessions/end")

    assert other.get("/me/profile").status_code == 303
    assert alice.get("/me/profile").status_code == 303


@pytest.mark.promise("ACC-8")
def test_nobody_ends_anothers_session(client_of: ClientOf) -> None:
    client_of(BOB).post(f"/me/sessions/{ALICE.id}/end")

    assert client_of(ALICE).get("/me/profile").status_code == 200


def test_a_token_is_shown_once_and_opens_what_its_scopes_say(
    client_of: ClientOf, anonymous: Anonymous
) -> None:
    alice = client_of(ALICE)
    made = alice.post("/me/tokens", data={"name": "Reports", "scopes": "contact:read"})
    (secret,) = set(re.findall(r"art_[\w-]{43}", made.text))

    api = anonymous(NORTH)
    api.headers = {"Authorization": f"Bearer {secret}"}

    assert api.get("/api/v1/contacts").status_code == 200
    assert api.post("/api/v1/contacts", json={"kind": "company", "name": "Lamp"}).status_code == 403
    assert secret not in alice.get("/me/tokens").text


def test_a_revoked_token_opens_nothing(client_of: ClientOf, api_of: ClientOf) -> None:
    client_of(ALICE).post(f"/me/tokens/{ALICE.id}/revocation")

    assert api_of(ALICE).get("/api/v1/me").status_code == 401


def test_nobody_revokes_anothers_token(client_of: ClientOf, api_of: ClientOf) -> None:
    assert client_of(BOB).post(f"/me/tokens/{ALICE.id}/revocation").status_code == 404

    assert api_of(ALICE).get("/api/v1/me").status_code == 200


def test_a_token_without_scopes_is_refused(client_of: ClientOf) -> None:
    answer = client_of(ALICE).post("/me/tokens", data={"name": "Reports"})

    assert answer.status_code == 422
    assert "Choose what the token may do." in answer.text
