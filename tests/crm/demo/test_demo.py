"""``crm demo``: two believable workspaces, made once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from crm.cases.models.case import Case
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.demo.commands import BUSINESSES, demo
from crm.kernel.db import db
from crm.web.commands import inside
from tests.kit.web import Visitor

BASE = "artel.example"


@pytest.fixture
def run(own_database: Any, app: Any, settings: Any) -> Callable[[], Result]:
    """Run the command as the operator does."""

    def invoke() -> Result:
        with app.app_context():
            return CliRunner().invoke(demo, ["--json"], obj={"app": app, "settings": settings})

    return invoke


@pytest.mark.promise("TEN-10")
def test_everybody_it_tells_of_can_sign_in_and_it_makes_everything_once(
    run: Callable[[], Result], app: Any, run_jobs: Any
) -> None:
    first = run()
    assert first.exit_code == 0, first.output
    run_jobs()

    assert run().output == first.output

    workspaces = json.loads(first.output)
    assert [(one["locale"], one["name"]) for one in workspaces] == [
        ("ru", "Северный свет"),
        ("en", "Northern Light"),
    ]
    for workspace in workspaces:
        roles = {person["role"] for person in workspace["people"]}
        assert roles == {"owner", "admin", "manager", "observer"}
        for person in workspace["people"]:
            visitor = Visitor.at(app, f"{workspace['slug']}.{BASE}")
            data = {"email": person["email"], "password": person["password"]}
            assert visitor.post("/sign-in", data=data).status_code == 303
            assert f'<html lang="{workspace["locale"]}"' in visitor.get("/contacts").text
    with app.app_context():
        for business in BUSINESSES:
            with inside(app, business.slug):
                assert db.session.scalar(select(func.count()).select_from(Contact)) == 60
                assert len(list(business.matters())) == 6
                titles = {one.title for one in business.matters()}
                assert set(db.session.scalars(select(Case.title))) == titles
                assert set(db.session.scalars(select(Tag.name))) == set(business.tags)
