"""The frame of the JSON API: blueprints whose every route says what it asks for, under ``/api/v1``."""

from crm.web.planes import Artel
from crm.web.product import Product


def install(app: Artel, product: Product) -> None:
    """Put the API's frame into the app."""
