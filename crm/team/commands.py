"""``crm users …`` and ``crm tokens …``: the operator's commands for people of a workspace."""

import json
from typing import Annotated, Literal

import click
from pydantic import Field

from crm.kernel import forms, passwords
from crm.kernel.access import Actor
from crm.team.access import Builtin
from crm.team.actions.tokens import make_token
from crm.team.actions.users import add_user
from crm.team.queries import builtin_role, user_by_email
from crm.web.commands import in_workspace


class _NewUser(forms.Shape):
    name: Annotated[forms.Line, Field(min_length=1)]
    email: forms.Email
    password: forms.Secret
    locale: Literal["ru", "en"]


@click.group()
def users() -> None:
    """People of a workspace."""


@users.command()
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option(
    "--password", required=True, help="It is taken as it is: the operator answers for its strength."
)
@click.option(
    "--role", type=click.Choice([role.value for role in Builtin]), default="manager", show_default=True
)
@click.option("--locale", type=click.Choice(["ru", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True)
@in_workspace
def add(*, role: str, as_json: bool, **values: str) -> str:
    """Add a user who can sign in at once."""
    wish = forms.read(_NewUser, values)
    user = add_user(
        wish.email,
        name=wish.name,
        role=builtin_role(Builtin(role)),
        locale=wish.locale,
        password_hash=passwords.hashed(wish.password),
        by=Actor.system("command"),
    )
    if as_json:
        return json.dumps({"id": user.id, "email": user.email, "name": user.name, "role": role})
    return f"{user.name} <{user.email}> can sign in as {role}"


@click.group()
def tokens() -> None:
    """Personal API tokens."""


@tokens.command()
@click.option("--user", "email", required=True, metavar="EMAIL")
@click.option("--name", default="command line", show_default=True)
@click.option(
    "--scope", "scopes", multiple=True, default=["*"], help="Repeatable: contact:read, contact:write, … or *."
)
@in_workspace
def create(*, email: str, name: str, scopes: tuple[str, ...]) -> str:
    """Make a token for a user, and print it alone. It can't be read again."""
    user = user_by_email(email)
    if user is None or not user.is_active:
        raise click.ClickException(f"there is no active user {email}")
    return make_token(user, name=name, scopes=scopes, by=Actor.system("command"))
