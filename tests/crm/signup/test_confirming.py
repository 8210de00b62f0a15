"""The mailed link takes the address once, whatever goes wrong in between (TEN-1)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.signup.models import SignUp
from crm.web.planes import Artel
from tenants import provisioning
from tenants.models import State, Tenant
from tenants.scope import control_scope
from tests.crm.signup.wish import PASSWORD, WISH, link_in
from tests.kit.background import run_due_jobs
from tests.kit.database import Copy
from tests.kit.web import Visitor

Mails = Callable[[], list[dict[str, Any]]]
Jobs = Callable[[], list[str]]


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


def broken(*_args: Any) -> None:
    raise RuntimeError("broken on purpose")


def tenants(app: Artel, slug: str) -> list[tuple[bool, str]]:
    with app.app_context(), control_scope():
        found = db.session.execute(select(Tenant.id, Tenant.state).where(Tenant.slug == slug))
        return [(tenant_id > 0, state) for tenant_id, state in found]
