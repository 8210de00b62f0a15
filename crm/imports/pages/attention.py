"""What an admin does about an import that left rows out."""

from flask import Response

from crm.imports.actions.setting_aside import set_aside
from crm.imports.pages.plane import pages
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.kernel.work import ATTEND
from crm.web.answers import onward, toast
from crm.web.here import actor


@pages.post(f"/attention/imports/<int(max={LARGEST_ID}):import_id>/dismissal", can=ATTEND)
def dismiss(import_id: int) -> Response:
    """Set it aside."""
    set_aside(import_id, by=actor())
    toast(_("The import is set aside."))
    return onward()
