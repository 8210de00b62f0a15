"""The workspace's logo (TEN-4)."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from crm.team.facts import LogoChanged
from tests.kit.builders import picture
from tests.kit.cast import ALICE, MAX, NORTH, SEVER, TWIN, Person
from tests.kit.web import Visitor

pytestmark = pytest.mark.promise("TEN-4")

ClientOf = Callable[[Person], Visitor]
FIRST, SECOND = "/logo/1.png", "/logo/2.png"
"""North has a logo from the start; whatever is uploaded next is the second."""


def test_a_new_logo_stands_in_the_frame_and_on_the_sign_in_page(client_of: ClientOf, anonymous: Any) -> None:
    answer = _upload(client_of(MAX), picture("JPEG", size=(600, 300)))

    assert answer.status_code == 303
    assert f'src="{SECOND}"' in client_of(ALICE).get("/").text
    assert f'src="{SECOND}"' in anonymous(NORTH).get("/sign-in").text


def test_the_picture_is_a_small_png_that_browsers_may_keep(client_of: ClientOf, anonymous: Any) -> None:
    _upload(client_of(MAX), picture("JPEG", size=(600, 300)))

    answer = anonymous(NORTH).get(SECOND)

    assert answer.content_type == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    with Image.open(BytesIO(answer.data)) as shown:
        assert (shown.format, shown.size) == ("PNG", (128, 64))


def test_only_the_logo_in_use_is_shown(client_of: ClientOf, anonymous: Any) -> None:
    _upload(client_of(MAX), picture())

    assert anonymous(NORTH).get(FIRST).status_code == 404
    assert anonymous(SEVER).get(SECOND).status_code == 404
    assert anonymous(TWIN).get(SECOND).status_code == 200


def test_a_replaced_logo_comes_back_by_undo(client_of: ClientOf, anonymous: Any) -> None:
    max_ = client_of(MAX)
    _upload(max_, picture())
    assert "/settings/workspace/logo/1/restoration" in max_.get("/settings/workspace/logo").text

    max_.post("/settings/workspace/logo/1/restoration")

    assert anonymous(NORTH).get(FIRST).status_code == 200
    assert anonymous(NORTH).get(SECOND).status_code == 404


def test_a_removed_logo_is_gone_until_undo(client_of: ClientOf, anonymous: Any) -> None:
    max_ = client_of(MAX)

    max_.post("/settings/workspace/logo/removal")

    assert anonymous(NORTH).get(FIRST).status_code == 404
    page = max_.get("/settings/workspace/logo").text
    assert FIRST not in page
    assert "/settings/workspace/logo/1/restoration" in page
    max_.post("/settings/workspace/logo/1/restoration")
    assert anonymous(NORTH).get(FIRST).status_code == 200


def test_no_more_than_the_one_before_is_kept(client_of: ClientOf, in_scope: Any) -> None:
    from crm.kernel.db import db
    from crm.team.queries import logos

    for _number in range(3):
        _upload(client_of(MAX), picture())

    with in_scope(NORTH, read_only=True):
        kept = sorted(logo.id for logo in db.session.scalars(logos()))
    assert kept == [3, 4]


def test_it_is_told_which_logo_went(client_of: ClientOf, facts_of: Any) -> None:
    client_of(MAX).post("/settings/workspace/logo/removal")

    assert LogoChanged(logo_id=None, before=1) in facts_of()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Choose a picture first."),
        (b"<svg onload=alert(1)>", "This is no picture that can be read."),
        (b"\0" * (1024 * 1024 + 1), "larger than 1 MB"),
        (picture("GIF"), "This is no picture that can be read."),
        (picture(size=(3001, 3000)), "too many pixels"),
        (picture()[:60], "This is no picture that can be read."),
    ],
    ids=["nothing", "drawing", "too large", "another kind", "too many pixels", "broken"],
)
def test_what_is_no_fit_picture_is_refused_beside_the_field(
    client_of: ClientOf, anonymous: Any, content: bytes, reason: str
) -> None:
    answer = _upload(client_of(MAX), content)

    assert answer.status_code == 422
    assert reason in answer.text.partition('id="f-logo-error"')[2]
    assert anonymous(NORTH).get(FIRST).status_code == 200


def test_managers_change_no_logo(client_of: ClientOf) -> None:
    assert _upload(client_of(ALICE), picture()).status_code == 403


def _upload(visitor: Visitor, content: bytes) -> TestResponse:
    """As a browser would; the body is made here, because the client would leave a large one's file open."""
    boundary, body = encode_multipart({"logo": FileStorage(BytesIO(content), filename="logo.png")})
    sent = f"multipart/form-data; boundary={boundary}"
    return visitor.post("/settings/workspace/logo", data=body, content_type=sent)
