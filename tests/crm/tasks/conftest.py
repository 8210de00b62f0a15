"""What the tests of tasks share."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm.kernel.db import db
from crm.kernel.jobs import Job
from crm.tasks.models import Task
from tests.kit.cast import ALICE, NORTH, Business, Person


@pytest.fixture
def a_task(api_of) -> Callable[..., dict[str, Any]]:
    """Add a task by the API; returns it as told: ``a_task("Call Ivan", due_on="2026-11-27")``."""

    def make(title: str = "Call Ivan", *, by: Person = ALICE, **fields: Any) -> dict[str, Any]:
        answer = api_of(by).post("/api/v1/tasks", json={"title": title, **fields})
        assert answer.status_code == 201, answer.json
        return dict(answer.json)

    return make


@pytest.fixture
def tasks_now(in_scope: Any) -> Callable[..., list[Task]]:
    """The tasks that are not deleted, but for those of the template, by id."""

    def tasks(at: Business = NORTH) -> list[Task]:
        with in_scope(at, read_only=True):
            rows = select(Task).where(Task.id > 4, Task.deleted_at.is_(None)).order_by(Task.id)
            return list(db.session.scalars(rows))

    return tasks


@pytest.fixture
def let_pass(app: Any) -> Callable[[str], None]:
    """Make the first timer of a kind due now, as if its time had come."""

    def passed(kind: str) -> None:
        with app.app_context(), db.engines["control"].begin() as connection:
            first = select(func.min(Job.id)).where(Job.kind == kind, Job.state == "ready").scalar_subquery()
            timer = Job.__table__.update().where(Job.id == first)
            connection.execute(timer.values(due_at=text("now()")))

    return passed


def told(answer: Any) -> str:
    """An answer's words as a person reads them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
