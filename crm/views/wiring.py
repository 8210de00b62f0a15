"""How this package plugs in."""

from crm.journal.restorers import restorers
from crm.kernel.anchors import Anchor
from crm.kernel.i18n import lazy
from crm.views import access, models
from crm.views.actions.restoring import RESTORER
from crm.views.actions.saving import KIND
from crm.views.api import saved as _saved_api  # noqa: F401 (its routes hang on the resource)
from crm.views.api.plane import api
from crm.views.pages import saved  # noqa: F401 (its routes hang on the blueprint)
from crm.views.pages.plane import pages
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.entity("view", lazy("Views of lists"), weight=20)
    product.pages(pages)
    product.api(api)
    product.anchor(
        Anchor(
            kind=KIND,
            model=models.SavedView,
            visible_to=access.visible_to,
            editable_by=access.editable_by,
            title=lambda view: str(view.name),
            url=lambda view_id: f"/views/{view_id}",
        )
    )
    restorers.add(RESTORER)
