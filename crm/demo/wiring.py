"""How this package plugs in."""

from crm.demo.commands import demo
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug ``crm demo`` into the product."""
    product.commands(demo)
