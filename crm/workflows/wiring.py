"""How this package plugs in."""

from crm.kernel.i18n import lazy, speaking
from crm.kernel.tellings import Telling
from crm.web.product import Command, Product, SettingsSection
from crm.workflows import access, facts, letters, models  # noqa: F401 (letters and tables: by being read)
from crm.workflows.actions.workflows import furnish_workflow
from crm.workflows.api import mails as _api_mails  # noqa: F401 (this and the next: their routes hang on the resources)
from crm.workflows.api import simulating as _api_simulating  # noqa: F401
from crm.workflows.api import workflows as _api_workflows  # noqa: F401
from crm.workflows.api.plane import api, api_of_mails
from crm.workflows.pages import editing, listing, mails, simulating, versions  # noqa: F401 (their routes)
from crm.workflows.pages.plane import pages
from crm.workflows.starters import REQUEST
from tenants.provisioning import FirstDay

MANAGE = access.MANAGE_WORKFLOWS


def wire(product: Product) -> None:
    """Plug workflows into the product."""
    product.permissions(*access.PERMISSIONS)
    product.entity("workflow", lazy("Workflows"), weight=45)
    product.pages(pages)
    product.api(api, api_of_mails)
    product.settings_section(
        SettingsSection("workflows", lazy("Workflows"), "workflows.index", MANAGE, weight=74),
        SettingsSection("case-mails", lazy("Mails about cases"), "workflows.mails", MANAGE, weight=75),
    )
    product.palette(Command(lazy("Workflows"), "workflows.index", "layout-kanban", MANAGE))
    product.telling(*(Telling(fact, "layout-kanban") for fact in facts.OF_WORKFLOWS))
    product.first_day(first_workflow)


def first_workflow(day: FirstDay) -> None:
    """A request of a customer, in the workspace's language (TEN-3)."""
    with speaking(day.locale):
        furnish_workflow(str(REQUEST.name), str(REQUEST.help), REQUEST.definition())
