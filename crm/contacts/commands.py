"""``crm contacts …``: looking after what is derived from contacts."""

import click

from crm.contacts import access
from crm.web.commands import in_workspace


@click.group()
def contacts() -> None:
    """Contacts of a workspace."""


@contacts.command("repair-access")
@in_workspace
def repair_access() -> str:
    """Derive the wrong rows of the access list anew, as `crm doctor` found them. Safe to repeat."""
    repaired = 0
    while wrong := {contact_id for _principal, contact_id in access.astray()}:
        access.derive_access(wrong)
        repaired += len(wrong)
    return f"{repaired} contacts repaired" if repaired else "nothing to repair"
