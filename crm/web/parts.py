"""The design system on one page: every part of ``ui/`` alive, for whoever builds pages. Not in production."""

from flask import Response

from crm.kernel.access import Doors
from crm.web.answers import page
from crm.web.pages import Pages
from crm.web.product import Product

pages = Pages("parts", __name__, plane="apex")


@pages.get("/parts", can=Doors.ANYONE)
def parts() -> Response:
    """All parts, in the reader's theme."""
    return page("web/parts.html")


def wire(product: Product) -> None:
    """Plug the page in where people develop."""
    if product.env in ("development", "test"):
        product.pages(pages)
