"""How this package plugs in."""

from dataclasses import replace
from typing import Final

from crm.journal.restorers import restorers
from crm.kernel.i18n import lazy
from crm.kernel.tellings import Telling
from crm.timeline import access, facts, letters, models, reactions  # noqa: F401 (registered by being read)
from crm.timeline.actions.following import ENTRIES, purge
from crm.timeline.actions.restoring import RESTORER
from crm.timeline.api import audit as _api_audit  # noqa: F401 (this and the next: their routes)
from crm.timeline.api import entries as _api_entries  # noqa: F401
from crm.timeline.api.plane import api, audit
from crm.timeline.pages import audit as _audit  # noqa: F401 (this and the next: their routes)
from crm.timeline.pages import entries  # noqa: F401
from crm.timeline.pages.plane import pages
from crm.timeline.pages.summary import SUMMARY
from crm.timeline.pages.tabs import HISTORY, NOTES
from crm.timeline.presenters import changes
from crm.timeline.subject import HOLDING
from crm.web.product import Product, SettingsSection

TELLINGS: Final = (
    Telling(facts.EntryAdded, is_silent=True),
    Telling(facts.EntryEdited, is_silent=True),
    Telling(facts.EntryDeleted, "trash"),
    Telling(facts.EntryRestored, "arrow-back-up"),
    Telling(facts.EntryPinned, is_silent=True),
    Telling(facts.EntryUnpinned, is_silent=True),
)


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.pages(pages)
    product.api(api, audit)
    product.settings_section(
        SettingsSection("audit", lazy("Audit log"), "timeline.audit_log", access.SEE_AUDIT, weight=90)
    )
    product.tab(HISTORY, NOTES, *SUMMARY)
    product.telling(*TELLINGS)
    product.purge("contact", purge)
    product.holding(HOLDING)
    restorers.add(replace(RESTORER, tell=changes.tell))
    restorers.add(ENTRIES.restorer())
