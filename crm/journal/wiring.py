"""How this package plugs in."""

from crm.journal import access, models  # noqa: F401 (models: its tables)
from crm.journal.api import api
from crm.journal.pages import acts  # noqa: F401 (its routes hang on the blueprint)
from crm.journal.pages.plane import pages
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.pages(pages)
    product.api(api)
