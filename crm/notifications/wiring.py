"""How this package plugs in."""

from crm.notifications import letters  # noqa: F401 (its letters are registered by being read)
from crm.notifications.pages import pages
from crm.notifications.queries import unread_count
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the bell into the product."""
    product.pages(pages)
    product.unread(unread_count)
    product.place(
        notices="notifications.notices", recent="notifications.recent", unread="notifications.unread"
    )
