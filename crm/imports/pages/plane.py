"""The blueprint that all pages of imports hang on, and how a page finds its import."""

from typing import Final

from crm.imports.models import Import
from crm.imports.queries import my_imports
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("imports", "crm.imports")
ONE: Final = f"/imports/<int(max={LARGEST_ID}):import_id>"


def the(import_id: int) -> Import:
    """The import, if it is the person's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    one: Import = found(my_imports(actor()), id=import_id)
    return one
