"""An admin has seen that an import left rows out, and wants to be told no more."""

from crm.imports.facts import ImportSetAside
from crm.imports.models import Import
from crm.imports.trouble import troubled
from crm.kernel.access import Actor, found
from crm.kernel.facts import record
from crm.kernel.work import ATTEND


def set_aside(import_id: int, *, by: Actor) -> None:
    """Take it out of Attention, for everybody; its report and its rows stay.

    Records: ImportSetAside.

    Raises:
        NotFound: nothing of this import needs attention.
    """
    by.must(ATTEND)
    one: Import = found(troubled(), id=import_id)
    one.report = {**one.report, "set_aside": by.user_id}
    record(ImportSetAside(import_id=one.id), by=by)
