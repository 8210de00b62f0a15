"""How this package plugs in."""

from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.notifications import letters  # noqa: F401 (its letters are registered by being read)
from crm.notifications.api import notices as _notices  # noqa: F401 (this and the next: their routes)
from crm.notifications.api import preferences as _preferences  # noqa: F401
from crm.notifications.api.plane import api
from crm.notifications.pages import pages
from crm.notifications.queries import unread_count
from crm.web.product import Command, Product, SettingsSection


def wire(product: Product) -> None:
    """Plug the bell into the product."""
    product.pages(pages)
    product.api(api)
    product.unread(unread_count)
    product.place(
        notices="notifications.notices", recent="notifications.recent", unread="notifications.unread"
    )
    product.settings_section(
        SettingsSection(
            "notifications",
            lazy("Notifications"),
            "notifications.preferences",
            Doors.SIGNED_IN,
            12,
            group="own",
        )
    )
    product.palette(Command(lazy("Notices"), "notifications.notices", "bell", Doors.SIGNED_IN))
