"""How this package plugs in."""

from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug cases into the product."""
    del product
