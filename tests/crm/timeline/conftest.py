"""What the tests of the history share."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.timeline.models import Entry
from tests.kit.cast import NORTH, Business


@pytest.fixture
def entries(in_scope: Any) -> Callable[..., list[Entry]]:
    """What is written about a contact, deleted things too, in the order in which it was written."""

    def written(contact_id: int, at: Business = NORTH) -> list[Entry]:
        with in_scope(at, read_only=True):
            of_contact = select(Entry).where(Entry.about_id == contact_id).order_by(Entry.id)
            return list(db.session.scalars(of_contact))

    return written


def told(answer: Any) -> str:
    """An answer's words as a person reads them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def utc(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(f"{text}+00:00")
