"""``crm users`` and ``crm tokens``: the operator's commands (TEN-10)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crm.team import commands
from tests.kit.cast import ALICE, NORTH, Business
from tests.kit.web import Visitor


@pytest.fixture
def run(app: Any, settings: Any) -> Callable[..., Result]:
    """Run a command as the operator does."""

    def invoke(command: Any, *arguments: str) -> Result:
        with app.app_context():
            return CliRunner().invoke(command, arguments, obj={"app": app, "settings": settings})

    return invoke


ADD = (
    "add", "--tenant", "north", "--name", "Vera Green", "--email", "vera.new@north.example",
    "--password", "one two three", "--locale", "ru",
)  # fmt: skip


@pytest.mark.promise("TEN-10")
@pytest.mark.parametrize("role", ["owner", "admin", "manager", "observer"])
def test_an_added_user_signs_in_with_the_role(
    run: Any, anonymous: Callable[[Business], Visitor], role: str
) -> None:
    added = run(commands.users, *ADD, "--role", role, "--json")

    assert added.exit_code == 0, added.output
    assert json.loads(added.output)["role"] == role
    visitor = anonymous(NORTH)
    data = {"email": "vera.new@north.example", "password": "one two three"}
    assert visitor.post("/sign-in", data=data).status_code == 303
    assert '<html lang="ru"' in visitor.get("/me/profile").text


@pytest.mark.promise("TEN-10")
def test_a_token_is_printed_alone_and_works(run: Any, anonymous: Callable[[Business], Visitor]) -> None:
    made = run(commands.tokens, "create", "--tenant", "north", "--user", ALICE.email)

    token = made.output.removesuffix("\n")
    api = anonymous(NORTH)
    api.headers = {"Authorization": f"Bearer {token}"}
    assert api.get("/api/v1/me").json["email"] == ALICE.email


@pytest.mark.promise("TEN-10")
@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--tenant", "nowhere", "--user", ALICE.email),
        ("create", "--tenant", "north", "--user", "nobody@north.example"),
        ("create", "--tenant", "north", "--user", ALICE.email, "--scope", "everything"),
    ],
)
def test_a_refusal_ends_with_a_status(run: Any, arguments: tuple[str, ...]) -> None:
    assert run(commands.tokens, *arguments).exit_code != 0


def test_an_address_is_added_once(run: Any) -> None:
    run(commands.users, *ADD)

    assert run(commands.users, *ADD).exit_code != 0
