"""What the tests of vCards share."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm.contacts.actions.vcards.importing import judged_all
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.kernel.vcards.reading import read_cards
from crm.team.actors import actor_of
from tests.kit.cast import ALICE, NORTH, Business


@pytest.fixture
def judge(in_scope: Any) -> Callable[..., Any]:
    """What would become of the only card of a file, for Alice."""

    def judged(content: str | bytes, *, at: Business = NORTH) -> Any:
        octets = content if isinstance(content, bytes) else content.encode()
        with in_scope(at, read_only=True), speaking(at.locale):
            [outcome] = judged_all(read_cards(octets).cards, by=actor_of(ALICE.id))
            return outcome

    return judged


@pytest.fixture
def imported(api_of: Any, in_scope: Any) -> Callable[..., Contact]:
    """Add a card by the API, as Alice; the contact whole."""

    def add(content: str | bytes, *, at: Business = NORTH) -> Contact:
        answer = api_of(ALICE.at(at)).post("/api/v1/contacts/vcards", data=content, content_type="text/vcard")
        assert answer.status_code == 201, answer.json
        [result] = answer.json["results"]
        assert result["result"] == "created", result
        with in_scope(at, read_only=True):
            return db.session.scalar(
                select(Contact).where(Contact.id == result["contact_id"]).options(*WHOLE)
            )

    return add
