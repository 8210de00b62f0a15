"""Fixtures of the API's tests."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.actions.tokens import make_token
from crm.team.models import User
from tests.kit.cast import Person


@pytest.fixture
def token_of(in_scope: Any) -> Callable[..., str]:
    """A new token of a person, cut to some scopes: ``token_of(MAX, "contacts:read")``."""

    def token(person: Person, *scopes: str) -> str:
        with in_scope(person.business):
            user = db.session.get_one(User, person.id)
            return make_token(user, name="test", scopes=scopes, by=Actor.system("tests"))

    return token
