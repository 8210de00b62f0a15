"""How this package plugs in."""

from crm.fields import access
from crm.fields.pages.plane import pages
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.pages(pages)
