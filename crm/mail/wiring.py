"""How this package plugs in."""

from crm.mail import checks, models, pages  # noqa: F401 (the ledgers' tables)
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in; the inbox only where the mails go to a sink."""
    product.check(checks.mails)
    if product.env in ("development", "test"):
        product.pages(pages.pages)
