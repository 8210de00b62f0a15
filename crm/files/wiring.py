"""How this package plugs in."""

from crm.files import models  # noqa: F401 (its tables)
from crm.files.store import remove_all
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.last_day(remove_all)
