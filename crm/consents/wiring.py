"""How this package plugs in."""

from crm.consents import access
from crm.consents.actions.purposes import furnish_purposes
from crm.consents.api import api
from crm.consents.pages import purposes  # noqa: F401 (its routes hang on the blueprint)
from crm.consents.pages.plane import pages
from crm.consents.pages.tab import CONSENTS, GIVEN
from crm.consents.subject import HOLDING
from crm.kernel.i18n import _, lazy, speaking
from crm.web.product import Product, SettingsSection
from tenants.provisioning import FirstDay


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.entity("consent", lazy("Consents"), weight=40)
    product.pages(pages)
    product.settings_section(
        SettingsSection("consents", lazy("Consents"), "consents.purposes", access.MANAGE_PURPOSES, weight=70)
    )
    product.tab(CONSENTS, GIVEN)
    product.api(api)
    product.holding(HOLDING)
    product.first_day(first_purpose)


def first_purpose(day: FirstDay) -> None:
    """News by e-mail, in the workspace's language (TEN-3)."""
    with speaking(day.locale):
        furnish_purposes(
            _("News by e-mail"),
            _("I agree to get news and offers by e-mail. I can withdraw this at any time."),
        )
