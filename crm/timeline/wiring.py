"""How this package plugs in."""

from dataclasses import replace
from typing import Final

from crm.journal.restorers import restorers
from crm.kernel.tellings import Telling
from crm.timeline import access, facts, letters, models, reactions  # noqa: F401 (registered by being read)
from crm.timeline.actions.following import ENTRIES, purge
from crm.timeline.actions.restoring import RESTORER
from crm.timeline.api import api
from crm.timeline.pages import entries  # noqa: F401 (its routes hang on the blueprint)
from crm.timeline.pages.plane import pages
from crm.timeline.pages.summary import SUMMARY
from crm.timeline.pages.tabs import HISTORY, NOTES
from crm.timeline.presenters import changes
from crm.timeline.subject import HOLDING
from crm.web.product import Product

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
    product.api(api)
    product.tab(HISTORY, NOTES, *SUMMARY)
    product.telling(*TELLINGS)
    product.purge("contact", purge)
    product.holding(HOLDING)
    restorers.add(replace(RESTORER, tell=changes.tell))
    restorers.add(ENTRIES.restorer())
