"""An export as somebody asks for it on the page (IMP-7)."""

from typing import Literal

from crm.contacts.models.exporting import Format, Several
from crm.kernel.forms import Shape


class ExportShape(Shape):
    """Which contacts, into which file, with which columns."""

    whose: Literal["selected", "listed", "all"] = "selected"
    """Those that the person has selected, that the list shows, or all that they see."""
    format: Format = "csv"
    scope: Literal["shown", "all", "template", "chosen"] = "shown"
    """The columns that the list shows, all, all that an import takes, or those that are ticked."""
    several: Several = "numbered"
