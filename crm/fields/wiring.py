"""How this package plugs in."""

from crm.fields import access
from crm.fields.actions.restoring import RESTORER
from crm.fields.api import fields, sections  # noqa: F401 (their routes hang on the resource)
from crm.fields.api.plane import api
from crm.fields.pages import converting, editing, listing  # noqa: F401 (their routes hang on the blueprint)
from crm.fields.pages.plane import pages
from crm.journal.restorers import restorers
from crm.kernel.i18n import lazy
from crm.web.product import Product, SettingsSection


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.entity("field", lazy("Custom fields"), weight=30)
    product.pages(pages)
    product.api(api)
    product.settings_section(SettingsSection("fields", lazy("Fields"), "fields.index", access.MANAGE_FIELDS))
    restorers.add(RESTORER)
