"""A business signs up on the web: wish, letter, confirmation, progress, open workspace (TEN-1, L10-4)."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from crm.web.planes import Artel
from tests.crm.signup.wish import WISH, link_in
from tests.kit.cast import BASE_DOMAIN
from tests.kit.database import Copy
from tests.kit.web import Visitor

Mails = Callable[[], list[dict[str, Any]]]
Jobs = Callable[[], list[str]]


@pytest.mark.promise("TEN-1")
@pytest.mark.promise("I4")
def test_a_workspace_is_open_after_its_link_was_followed(
    apex: Visitor, own_database: Copy, run_jobs: Jobs, mails: Mails
) -> None:
    sent = apex.post("/sign-up", data=WISH, headers={"Host": BASE_DOMAIN})
    assert "vera@dubrava.example" in apex.get(sent.location).text
    run_jobs()
    (mail,) = mails()
    assert mail["to"] == "vera@dubrava.example"
    assert f"http://{BASE_DOMAIN}/sign-up/confirm/" in mail["text"]
    path = link_in(mail)

    page = apex.get(path)
    assert "Dubrava Furniture" in page.text
    progress = apex.post(path).location
    assert "data-poll" in apex.get(progress).text
    run_jobs()

    done = apex.get(progress)
    assert f"http://dubrava.{BASE_DOMAIN}/sign-in?email=vera%40dubrava.example" in done.text
    assert "data-poll" not in done.text


@pytest.mark.promise("TEN-1")
def test_until_the_link_is_followed_there_is_no_workspace(link: Any, apex: Visitor, app: Artel) -> None:
    path = link()
    apex.get(path)

    with app.app_context():
        assert app.directory.by_slug("dubrava") is None


@pytest.mark.promise("L10-4")
def test_the_letter_speaks_the_language_that_was_chosen(apex: Visitor, run_jobs: Jobs, mails: Mails) -> None:
    apex.post("/sign-up?lang=ru", data=WISH | {"locale": "ru"})

    run_jobs()

    assert mails()[0]["headers"]["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"business": ""}, "business"),
        ({"business": "Win at https://spam.example"}, "business"),
        ({"slug": "a"}, "slug"),
        ({"slug": "north"}, "slug"),
        ({"slug": "admin"}, "slug"),
        ({"owner_name": " "}, "owner_name"),
        ({"email": "vera"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "Dubrava Furniture 2026"}, "password"),
        ({"terms": ""}, "terms"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    apex: Visitor, run_jobs: Jobs, changes: dict[str, str], field: str
) -> None:
    answer = apex.post("/sign-up", data=WISH | changes)

    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert answer.text.count('class="error"') == 1
    for kept in {"business", "owner_name", "email"} - {field}:
        assert f'value="{WISH[kept]}"' in answer.text
    assert (WISH | changes)["password"] not in answer.text
    assert run_jobs() == []


def test_everything_that_is_wrong_is_said_at_once(apex: Visitor) -> None:
    answer = apex.post("/sign-up", data={"slug": "north", "password": "short"})

    for field in ("business", "slug", "owner_name", "email", "password", "terms"):
        assert f'id="f-{field}-error"' in answer.text, field


@pytest.mark.parametrize("hostile", ["\0", "a\0b@x.example", "\u0301" * 200_000, "\ud800", "x" * 1_000_000])
def test_hostile_texts_are_refused_like_any_other(apex: Visitor, hostile: str) -> None:
    sent = {name: hostile.encode("utf-8", "surrogatepass") for name in WISH}
    began = time.process_time()

    assert apex.post("/sign-up", data=sent).status_code in (413, 422)
    assert apex.post("/find", data={"email": sent["email"]}).status_code in (303, 413, 422)
    assert time.process_time() - began < 2


def test_without_an_address_one_is_made_of_the_name(apex: Visitor) -> None:
    answer = apex.post("/sign-up", data=WISH | {"slug": "", "business": "Ёлки и палки", "password": "short"})

    assert 'value="elki-i-palki"' in answer.text


def test_a_post_from_elsewhere_is_refused(apex: Visitor) -> None:
    assert apex.post("/sign-up", data=WISH, csrf=False).status_code == 400


@pytest.mark.promise("TEN-1")
@pytest.mark.parametrize(
    ("slug", "free"), [("dubrava", True), ("north", False), ("www", False), ("-x-", False), ("", False)]
)
def test_the_form_tells_whether_an_address_can_be_had(apex: Visitor, slug: str, *, free: bool) -> None:
    answer = apex.get(f"/sign-up/address?slug={slug}")

    assert ("This address is free" in answer.text) is free


def test_a_free_address_is_suggested(apex: Visitor) -> None:
    assert apex.get("/sign-up/suggestion.json?from=North").json == {"value": "north-2"}
    assert apex.get("/sign-up/suggestion.json?from=%E2%98%83").json == {"value": ""}


def test_sign_up_stands_on_the_apex_alone(anonymous: Callable[[str], Visitor]) -> None:
    assert anonymous(f"north.{BASE_DOMAIN}").get("/sign-up").status_code == 404
