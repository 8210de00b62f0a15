"""How this package plugs in."""

from crm.journal import access, models  # noqa: F401 (models: its tables)
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
