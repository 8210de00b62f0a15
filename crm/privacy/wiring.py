"""How this package plugs in."""

from crm.privacy import models  # noqa: F401 (its table)
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
