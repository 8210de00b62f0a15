"""``crm demo``: the two demo workspaces, and who can sign in to them."""

import json
from typing import Any, Final

import click

from crm.demo import actions, english, russian
from crm.demo.businesses import PASSWORD, Business
from crm.kernel import passwords
from crm.web.commands import inside
from tenants import provisioning

BUSINESSES: Final = (russian.NORTH, english.NORTH)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the workspaces and their people as JSON.")
@click.pass_obj
def demo(instance: dict[str, Any], *, as_json: bool) -> None:
    """Make a Russian and an English demo workspace, unless they are there, and tell who can sign in."""
    for business in BUSINESSES:
        _open(instance, business)
        with inside(instance["app"], business.slug, locale=business.locale):
            actions.fill(business)
    told = [_told(instance, business) for business in BUSINESSES]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for workspace in told:
        click.echo(f"{workspace['name']}  {workspace['url']}")
        for person in workspace["people"]:
            click.echo(f"  {person['role']:9} {person['email']:32} {person['password']}")


def _open(instance: dict[str, Any], business: Business) -> None:
    """Have the workspace opened; whatever was left half way is finished."""
    entry = instance["app"].directory.by_slug(business.slug)
    if entry is not None and entry.answers:
        return
    tenant_id = (
        entry.id if entry is not None else provisioning.name_tenant(instance["settings"], _order(business))
    )
    provisioning.provision(instance["settings"], instance["app"].directory, tenant_id)


def _order(business: Business) -> provisioning.Order:
    return provisioning.checked_order(
        business.slug, workspace=business.name, owner_name=business.owner.name,
        owner_email=business.email(business.owner), password_hash=passwords.hashed(PASSWORD),
        locale=business.locale, time_zone=business.time_zone,
    )  # fmt: skip


def _told(instance: dict[str, Any], business: Business) -> dict[str, Any]:
    people = [
        {"name": one.name, "email": business.email(one), "role": one.role, "password": PASSWORD}
        for one in business.colleagues
    ]
    url = instance["settings"].address_of(business.slug)
    return {
        "slug": business.slug,
        "name": business.name,
        "locale": business.locale,
        "url": url,
        "people": people,
    }
