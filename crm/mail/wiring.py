"""How this package plugs in."""

from crm.mail import checks, models, trouble  # noqa: F401 (models: the ledgers' tables)
from crm.mail.pages import inbox, outbox
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug the package in; the inbox only where the mails go to a sink."""
    product.check(checks.mails)
    product.pages(outbox.pages)
    product.attention(trouble.SOURCE)
    if product.env in ("development", "test"):
        product.pages(inbox.pages)
