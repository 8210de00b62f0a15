"""How this package plugs in."""

from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.reference.pages import pages
from crm.web.product import Command, Product


def wire(product: Product) -> None:
    """Plug the pages into the product."""
    product.pages(pages)
    product.place(api_docs="reference.overview")
    product.palette(Command(lazy("API documentation"), "reference.overview", "code", Doors.SIGNED_IN))
