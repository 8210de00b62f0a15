"""How this package plugs in."""

from crm.signup import letters, models, pages  # noqa: F401 (its letters and its table)
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.pages(pages.pages)
