"""How this package plugs in."""

from typing import Final

from crm.imports import (
    facts,
    reactions,  # noqa: F401 (reactions are registered by being read)
    trouble,
)
from crm.imports.access import PERMISSIONS, RUN_IMPORTS
from crm.imports.actions.running import RUN
from crm.imports.api import imports as _api_imports  # noqa: F401 (its routes)
from crm.imports.api.plane import api
from crm.imports.models import KIND, Import
from crm.imports.pages import attention, uploads, wizard  # noqa: F401 (their routes hang on the blueprint)
from crm.imports.pages.plane import pages
from crm.imports.queries import my_imports, nobodys
from crm.journal.restorers import Restorer, restorers
from crm.kernel.anchors import Anchor
from crm.kernel.i18n import lazy
from crm.kernel.tellings import Telling
from crm.web.product import Command, Product

ACTS: Final = Restorer(
    kinds=(), restore=lambda changes, *, undo, by: (), acts={RUN: lazy("Contacts imported from a file")}
)
"""What the journal calls an import; its changes are of contacts, who put them back."""


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*PERMISSIONS)
    product.pages(pages)
    product.api(api)
    product.palette(Command(lazy("Import contacts"), "imports.index", "upload", RUN_IMPORTS))
    product.place(imports="imports.index")
    product.nav_below("contacts", "imports.index")
    product.telling(
        Telling(facts.ContactImported, "upload"),
        Telling(facts.ContactsImported, "upload"),
        Telling(facts.ImportSettled, is_silent=True),
        Telling(facts.ImportEndedEarly, is_silent=True),
        Telling(facts.ImportSetAside, is_silent=True),
    )
    product.anchor(
        Anchor(
            kind=KIND,
            model=Import,
            visible_to=my_imports,
            editable_by=nobodys,
            title=lambda one: str(one.name),
            url=lambda import_id: f"/imports/{import_id}",
        )
    )
    product.attention(trouble.SOURCE)
    restorers.add(ACTS)
