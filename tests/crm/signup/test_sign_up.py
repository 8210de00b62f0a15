"""A business signs up on the web: wish, letter, confirmation, progress, open workspace (TEN-1, L10-4)."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.signup.models import SignUp
from crm.web.planes import Artel
from tenants import provisioning
from tenants.models import State, Tenant
from tenants.scope import control_scope
from tests.kit.background import run_due_jobs
from tests.kit.cast import BASE_DOMAIN
from tests.kit.database import Copy
from tests.kit.web import Visitor

Mails = Callable[[], list[dict[str, Any]]]
Jobs = Callable[[], list[str]]
PASSWORD = "three quiet lamps on a sill"
WISH = {
    "business": "Dubrava Furniture",
    "slug": "dubrava",
    "owner_name": "Vera Dubova",
    "email": "vera@dubrava.example",
    "password": PASSWORD,
    "locale": "en",
    "time_zone": "Europe/Berlin",
    "terms": "1",
}


@pytest.fixture
def link(apex: Visitor, run_jobs: Jobs, mails: Mails) -> Callable[..., str]:
    """Sign up and follow the mail: the path of the confirmation link."""

    def signed_up(**changes: str) -> str:
        assert apex.post("/sign-up", data=WISH | changes).status_code == 303
        run_jobs()
        return link_in(mails()[-1])

    return signed_up


def link_in(mail: dict[str, Any]) -> str:
    found = re.search(r"\S+/sign-up/confirm/\S+", mail["text"])
    assert found is not None
    return urlsplit(found[0]).path


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


def test_following_the_link_twice_is_harmless(
    link: Any, apex: Visitor, own_database: Copy, run_jobs: Jobs, app: Artel
) -> None:
    path = link()
    first = apex.post(path)
    run_jobs()

    again, page = apex.post(path), apex.get(path)

    assert again.location == first.location == page.location
    run_jobs()
    assert [state for _, state in tenants(app, "dubrava")] == [State.OPEN]


def test_a_second_letter_carries_another_link_and_both_work(
    link: Any, apex: Visitor, run_jobs: Jobs, mails: Mails, app: Artel
) -> None:
    first = link()
    sent = apex.post("/sign-up", data=WISH | {"slug": "dubrava-2"}).location
    apex.post(sent)
    run_jobs()

    links = {link_in(mail) for mail in mails()}

    assert len(links) == 3
    assert first in links
    assert [apex.get(path).status_code for path in links] == [200, 200, 200]


def test_letters_are_not_sent_without_end(apex: Visitor, run_jobs: Jobs, mails: Mails) -> None:
    sent = apex.post("/sign-up", data=WISH).location
    for _ in range(8):
        apex.post(sent)

    run_jobs()

    assert len(mails()) == 5


def test_many_sign_ups_do_not_fill_a_strangers_mailbox(apex: Visitor, run_jobs: Jobs, mails: Mails) -> None:
    answers = [apex.post("/sign-up", data=WISH | {"slug": f"dubrava-{n}"}).status_code for n in range(12)]

    run_jobs()

    assert answers == [303] * 10 + [422] * 2
    assert len(mails()) == 10


def test_no_row_job_or_ledger_keeps_token_or_password(
    link: Any, database: Copy, mails: Mails, apex: Visitor, own_database: Copy
) -> None:
    token = link().rpartition("/")[2]

    kept = "".join(
        str(database.owner.execute(f"SELECT * FROM control.{table}").fetchall())  # noqa: S608
        for table in ("sign_up", "control_mail", "job", "tenant")
    )

    assert token not in kept
    assert PASSWORD not in kept


@pytest.mark.parametrize("end", ["expired", "unknown"])
def test_a_link_that_is_no_good_says_so(link: Any, apex: Visitor, database: Copy, end: str) -> None:
    path = link()
    if end == "unknown":
        path = path[:-4] + "aaaa"
    database.owner.execute("UPDATE control.sign_up SET expires_at = now() - interval '1 minute'")

    assert apex.get(path).status_code == 410
    assert apex.post(path).status_code == 410


def test_an_address_that_was_taken_meanwhile_can_be_changed(
    link: Any, apex: Visitor, own_database: Copy, app: Artel
) -> None:
    mine, theirs = link(), link(email="other@dubrava.example")
    apex.post(theirs)

    refused = apex.post(mine)
    assert refused.status_code == 422
    assert 'value="dubrava-2"' in refused.text
    assert apex.post(mine, data={"slug": "dubrava-2"}).status_code == 303

    assert len(tenants(app, "dubrava")) == len(tenants(app, "dubrava-2")) == 1


def test_a_crash_between_taking_the_address_and_noting_it_is_made_good(
    link: Any, apex: Visitor, own_database: Copy, app: Artel, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link()
    name_tenant = provisioning.name_tenant

    def die_after(*order: Any) -> int:
        name_tenant(*order)
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(provisioning, "name_tenant", die_after)
        apex.allow_500 = True
        assert apex.post(path).status_code == 500
        apex.allow_500 = False

    assert apex.post(path).status_code == 303
    assert len(tenants(app, "dubrava")) == 1


@pytest.mark.promise("TEN-1")
def test_a_preparation_that_failed_says_so_and_can_be_tried_again(
    link: Any, apex: Visitor, own_database: Copy, app: Artel, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = apex.post(link()).location
    with monkeypatch.context() as patched:
        patched.setattr(provisioning, "_furnish", broken)
        own_database.owner.execute("UPDATE control.job SET attempts = 4 WHERE kind = 'tenants.provision'")
        run_due_jobs(app)
    assert tenants(app, "dubrava") == [(True, State.FAILED)]
    failed = apex.get(progress)
    assert "could not be prepared" in failed.text
    own_database.owner.execute("DELETE FROM control.job WHERE state = 'dead'")

    apex.post(progress)
    assert "data-poll" in apex.get(progress).text
    run_jobs()

    assert "Your workspace is ready" in apex.get(progress).text


def test_the_page_of_progress_is_found_by_nobody_else(link: Any, apex: Visitor, app: Artel) -> None:
    link()
    with app.app_context(), control_scope():
        number = db.session.scalars(select(SignUp.id)).one()

    assert apex.get(f"/sign-up/progress/{number}").status_code == 404
    assert apex.get(f"/sign-up/sent/{number}").status_code == 404


def test_sign_up_stands_on_the_apex_alone(anonymous: Callable[[str], Visitor]) -> None:
    assert anonymous(f"north.{BASE_DOMAIN}").get("/sign-up").status_code == 404


def broken(*_args: Any) -> None:
    raise RuntimeError("broken on purpose")


def tenants(app: Artel, slug: str) -> list[tuple[bool, str]]:
    with app.app_context(), control_scope():
        found = db.session.execute(select(Tenant.id, Tenant.state).where(Tenant.slug == slug))
        return [(tenant_id > 0, state) for tenant_id, state in found]
