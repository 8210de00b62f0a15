"""How this package plugs in."""

from crm.journal import access, models  # noqa: F401 (models: its tables)
from crm.journal.api import acts as _acts  # noqa: F401 (this and the next: their routes hang on the resource)
from crm.journal.api import bin as _bin  # noqa: F401
from crm.journal.api.plane import api
from crm.journal.pages import acts  # noqa: F401 (this and the next: their routes hang on the blueprint)
from crm.journal.pages import bin as _bin_pages  # noqa: F401
from crm.journal.pages.plane import pages
from crm.journal.subject import HOLDING
from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.web.product import NavItem, Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.pages(pages)
    product.api(api)
    product.nav(NavItem("bin", lazy("Bin"), "journal.show_bin", "trash", Doors.SIGNED_IN, 90, group="foot"))
    product.holding(HOLDING)
