"""How this package plugs in."""

from crm.home import background
from crm.home.api import work as _work  # noqa: F401 (its routes)
from crm.home.api.plane import api
from crm.home.pages import attention, today, work  # noqa: F401 (their routes hang on the blueprint)
from crm.home.pages.plane import pages
from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.kernel.work import ATTEND
from crm.web.product import NavItem, Product


def wire(product: Product) -> None:
    """Plug in the start page, My work and Attention."""
    product.permissions(ATTEND)
    product.pages(pages)
    product.api(api)
    product.place(home="home.start", unread="home.pulse")
    product.nav(
        NavItem("today", lazy("Today"), "home.start", "sun-high", Doors.SIGNED_IN, weight=10),
        NavItem("my-work", lazy("My work"), "home.my_work", "user-check", Doors.SIGNED_IN, weight=12),
        NavItem("attention", lazy("Attention"), "home.attention", "alert-triangle", ATTEND, 80, "foot"),
    )
    product.attention(background.SOURCE)
