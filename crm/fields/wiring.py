"""How this package plugs in."""

from crm.fields import access
from crm.fields.actions.restoring import RESTORER
from crm.fields.pages.plane import pages
from crm.journal.restorers import restorers
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.pages(pages)
    restorers.add(RESTORER)
