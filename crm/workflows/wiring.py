"""How this package plugs in."""

from crm.kernel.i18n import lazy
from crm.web.product import Product, SettingsSection
from crm.workflows import access, letters, models  # noqa: F401 (letters and tables: registered by being read)
from crm.workflows.api import mails as _api_mails  # noqa: F401 (its routes hang on the resource)
from crm.workflows.api.plane import api_of_mails
from crm.workflows.pages import mails  # noqa: F401 (its routes hang on the blueprint)
from crm.workflows.pages.plane import pages


def wire(product: Product) -> None:
    """Plug workflows into the product."""
    product.permissions(*access.PERMISSIONS)
    product.entity("workflow", lazy("Workflows"), weight=45)
    product.pages(pages)
    product.api(api_of_mails)
    product.settings_section(
        SettingsSection(
            "case-mails", lazy("Mails about cases"), "workflows.mails", access.MANAGE_WORKFLOWS, weight=75
        )
    )
