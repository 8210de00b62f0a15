"""How this package plugs in."""

from crm.search.api import api
from crm.search.pages import pages
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the search into the product; what it looks for, other packages plug in."""
    product.pages(pages)
    product.api(api)
    product.place(suggestions="search.suggest")
