"""The audit log is append-only by grant: nobody changes or deletes what stands in it (ACC-9)."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import ProgrammingError

from crm.kernel.db import db
from crm.kernel.facts import FactRow
from tests.kit.cast import NORTH

pytestmark = pytest.mark.promise("ACC-9")


@pytest.mark.parametrize("statement", [update(FactRow).values(actor_id=1), delete(FactRow)])
def test_nobody_in_the_workspace_can_change_what_stands_in_it(statement: Any, in_scope: Any) -> None:
    with pytest.raises(ProgrammingError) as refused, in_scope(NORTH):
        db.session.execute(statement)

    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)
