"""How this package plugs in."""

from crm.files.actions.files import ACTS, KIND
from crm.files.actions.restoring import restore
from crm.files.api import files as _api_files  # noqa: F401 (this and the next: their routes hang on the resource)
from crm.files.api import photo as _api_photo  # noqa: F401 (its routes)
from crm.files.api.plane import api
from crm.files.holders import wears
from crm.files.pages import files as _files  # noqa: F401 (this and the next: their routes hang on the blueprint)
from crm.files.pages import photos as _photos  # noqa: F401
from crm.files.pages.plane import pages
from crm.files.store import remove_all
from crm.files.subject import HOLDING
from crm.files.telling import TELLINGS
from crm.journal.restorers import Restorer, restorers
from crm.team.models import User
from crm.web.product import Product

RESTORER = Restorer(kinds=(KIND,), restore=restore, weight=60, acts=ACTS)


def wire(product: Product) -> None:
    """Plug the package in."""
    product.pages(pages)
    product.api(api)
    product.place(own_photo="files.own_photo", remove_own_photo="files.remove_own_photo")
    product.last_day(remove_all)
    restorers.add(RESTORER)
    product.telling(*TELLINGS)
    product.holding(HOLDING)
    wears(User.photo_id)
