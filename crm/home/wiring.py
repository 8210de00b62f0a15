"""How this package plugs in."""

from crm.home.pages.today import pages
from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.web.product import NavItem, Product


def wire(product: Product) -> None:
    """Plug the start page into the product."""
    product.pages(pages)
    product.place(home="home.start")
    product.nav(NavItem("today", lazy("Today"), "home.start", "sun-high", Doors.SIGNED_IN, weight=10))
