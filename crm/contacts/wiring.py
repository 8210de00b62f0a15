"""How this package plugs in."""

from collections.abc import Iterator

from crm.contacts import access, commands, reactions  # noqa: F401 (reactions are registered by being read)
from crm.contacts.actions.types import furnish_types
from crm.contacts.api import api
from crm.contacts.models import Contact
from crm.kernel.anchors import Anchor
from crm.kernel.i18n import _, speaking
from crm.web.product import Product
from tenants.doctor import Finding
from tenants.provisioning import FirstDay


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.api(api)
    product.anchor(
        Anchor("contact", Contact, Contact.visible_to, lambda c: c.shown_name, lambda id_: f"/contacts/{id_}")
    )
    product.first_day(first_types)
    product.check(access_list)
    product.commands(commands.contacts)


def first_types(day: FirstDay) -> None:
    """Client, Supplier, Partner and Competitor, in the workspace's language (TEN-3)."""
    with speaking(day.locale):
        furnish_types([_("Client"), _("Supplier"), _("Partner"), _("Competitor")])


def access_list() -> Iterator[Finding]:
    """Whether the access list is what managers and sharing say it should be."""
    wrong = sorted({contact_id for _principal, contact_id in access.astray()})
    if wrong:
        ids = ", ".join(map(str, wrong[:20]))
        text = f"{len(wrong)} contacts have wrong rows (ids {ids}): run crm contacts repair-access"
        yield Finding("error", "access list of contacts", text)
    else:
        yield Finding("ok", "access list of contacts", "every row is as managers and sharing say")
