"""How this package plugs in."""

from crm.views import models  # noqa: F401 (its tables)
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
