"""Error pages say why, in the reader's language, not only that."""

import html

import pytest

from tenants import lifecycle
from tests.kit.cast import ALICE, NORTH, SEVER, Standing


def test_a_refusal_tells_its_reason(client_of):
    answer = client_of(ALICE).post(f"/contacts/{int(Standing.READABLE)}/deletion")

    assert answer.status_code == 403
    assert "Only the contact's managers can delete it." in html.unescape(answer.text)


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("business", "told"), [(NORTH, "This workspace is not open now"), (SEVER, "Пространство сейчас закрыто")]
)
def test_a_suspended_workspace_says_so_in_its_own_language(app, anonymous, business, told):
    visitor = anonymous(business)
    with app.app_context():
        lifecycle.suspend(business.slug)
    app.directory.forget()

    answer = visitor.get("/sign-in")

    assert answer.status_code == 503
    assert told in answer.text


@pytest.mark.promise("L10-1")
def test_a_read_only_workspace_refuses_a_change_in_its_own_language(app, anonymous):
    visitor = anonymous(SEVER)
    visitor.get("/sign-in")
    with app.app_context():
        lifecycle.make_read_only(SEVER.slug)
    app.directory.forget()

    answer = visitor.post("/sign-in", data={"email": "a@b.example", "password": "x"})

    assert answer.status_code == 503
    assert "Пока только чтение" in answer.text
