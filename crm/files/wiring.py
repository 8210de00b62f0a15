"""How this package plugs in."""

from crm.files.holders import wears
from crm.files.pages import photos as _photos  # noqa: F401 (its routes hang on the blueprint)
from crm.files.pages.plane import pages
from crm.files.store import remove_all
from crm.team.models import User
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in."""
    product.pages(pages)
    product.place(own_photo="files.own_photo", remove_own_photo="files.remove_own_photo")
    product.last_day(remove_all)
    wears(User.photo_id)
