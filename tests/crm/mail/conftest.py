"""Letters of tests, and the ledger of the workspace ``north``."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from crm.kernel import i18n
from crm.kernel.db import db
from crm.kernel.i18n import _
from crm.mail import actions
from crm.mail.letters import TEMPLATES, Letter, MailTemplate, Paragraph, Posting
from crm.mail.models import Mail, MailKind
from tests.kit.app import InScope
from tests.kit.cast import NORTH, Business


def hello(posting: Posting) -> Letter | None:
    """A letter that tells where and in what words it was written."""
    if posting.context.get("unwanted"):
        return None
    said = f"{i18n.locale()} {i18n.time_zone()} {posting.url('/contacts/1')} {_('Contacts')}"
    return Letter(subject="Hello", title="Hello", body=(Paragraph(said),), why="Because.")


@pytest.fixture(autouse=True)
def templates() -> Iterator[None]:
    for kind in MailKind:
        TEMPLATES[f"test.{kind}"] = MailTemplate(f"test.{kind}", kind, hello)
    yield
    for kind in MailKind:
        del TEMPLATES[f"test.{kind}"]


@pytest.fixture
def posted(in_scope: InScope) -> Callable[..., int]:
    """Post a mail from a workspace; its id in the ledger."""

    def post(business: Business = NORTH, *, kind: MailKind = MailKind.NOTICE, **values: Any) -> int:
        with in_scope(business):
            known = {"to": "ivan@outside.example", "locale": "en", **values}
            return actions.post(f"test.{kind}", **known).id

    return post


@pytest.fixture
def row(in_scope: InScope) -> Callable[[int], Mail]:
    """A mail's row in the ledger."""

    def of(mail_id: int) -> Mail:
        with in_scope(read_only=True):
            return db.session.get_one(Mail, mail_id)

    return of


@pytest.fixture
def change(in_scope: InScope) -> Callable[..., None]:
    """Put a ledger row into a state, as a killed runner would leave it."""

    def to(mail_id: int, **values: Any) -> None:
        with in_scope():
            mail = db.session.get_one(Mail, mail_id)
            for name, value in values.items():
                setattr(mail, name, value)

    return to


@pytest.fixture
def states(in_scope: InScope) -> Callable[[], list[str]]:
    """How the test's own mails stand, in the order of the ledger."""

    def of_all() -> list[str]:
        with in_scope(read_only=True):
            return list(
                db.session.scalars(select(Mail.state).where(Mail.template.like("test.%")).order_by(Mail.id))
            )

    return of_all
