"""The audit log: who did what, when, from where, through what (ACC-9)."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from typing import IO, Any, Final

from flask import Response, request, send_file, url_for

from crm.files.serving import disposition
from crm.kernel.access import found
from crm.kernel.errors import DomainError, Invalid
from crm.kernel.facts import FactRow
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy
from crm.kernel.paging import Cursors
from crm.kernel.tables import BOM, csv_line
from crm.team.queries import pickable_users
from crm.timeline.access import SEE_AUDIT
from crm.timeline.facts import AuditExported
from crm.timeline.forms import AuditFilter
from crm.timeline.pages.plane import pages
from crm.timeline.presenters import audit
from crm.timeline.queries.audit import Wish, all_facts, audited, parts, wish_of
from crm.web.answers import page
from crm.web.here import actor, leave_trace, settings

MOST_ROWS: Final = 50_000
IN_MEMORY: Final = 1024 * 1024


class TooManyActs(DomainError):
    """The log asked for is larger than one file takes."""

    status = 409
    code = "too-many-acts"
    sentence = lazy(
        "A file of the audit log takes at most %(num)s acts. Choose a shorter period.", num=MOST_ROWS
    )


@pages.get("/settings/audit", can=SEE_AUDIT)
def audit_log() -> Response:
    """A page of the log, with its filters."""
    asked = _asked()
    try:
        wish = wish_of(read(AuditFilter, asked), before=_before())
    except Invalid as error:
        return _log(asked, [], None, errors=error.fields, status=422)
    found_ = audited(wish)
    return _log(asked, audit.lines(found_.rows, to=actor()), found_.next_before)


@pages.get("/settings/audit/<int:fact_id>", can=SEE_AUDIT)
def audited_act(fact_id: int) -> Response:
    """One act, with the values before and after."""
    row: FactRow = found(all_facts(), id=fact_id)
    [line] = audit.lines([row], to=actor())
    return page("timeline/audit/act.html", line=line, values=audit.values(line, to=actor()))


@pages.get("/settings/audit.csv", can=SEE_AUDIT, trace=AuditExported)
def export_audit() -> Response:
    """What the filters leave of the log, as a file.

    Raises:
        TooManyActs: it is more than a file takes.
    """
    file, number = _written(replace(wish_of(read(AuditFilter, _asked())), is_each=True))
    leave_trace(AuditExported(rows=number))
    answer = send_file(file, mimetype="text/csv")
    answer.headers["Content-Disposition"] = disposition(f"{_('Audit log')}.csv", shows=False)
    return answer


def _asked() -> dict[str, Any]:
    """The filters of the address; what else stands in it counts for nothing."""
    return {name: request.args[name] for name in AuditFilter.model_fields if request.args.get(name)}


def _cursors() -> Cursors:
    return Cursors(settings().derived("cursors"), "audit")


def _before() -> int | None:
    cursor = request.args.get("cursor", "")
    return int(_cursors().read(cursor)[0]) if cursor else None


def _log(
    asked: Mapping[str, Any], lines: list[audit.AuditLine], more: int | None, *, errors: Any = None,
    status: int = 200,
) -> Response:  # fmt: skip
    people = [(user.id, user.name) for user in pickable_users()]
    return page(
        "timeline/audit/log.html", status=status, lines=lines, asked=asked, errors=errors or {},
        people=[*people, (0, _("Artel itself"))],
        kinds=[(key, label) for key, label in audit.KINDS.items()],
        ways=[(key, label) for key, label in audit.WAYS.items()],
        about=audit.about(asked, to=actor()),
        more=url_for(".audit_log", **asked, cursor=_cursors().write(more)) if more else "",
        export=url_for(".export_audit", **asked),
    )  # fmt: skip


def _written(wish: Wish) -> tuple[IO[bytes], int]:
    """The rows and how many, a thousand at a time; what is large lies on disk until it is sent."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (sent, and closed with the answer)
    file.write(f"{BOM}{csv_line(audit.head())}".encode())
    number = 0
    for part in parts(wish):
        number += len(part)
        if number > MOST_ROWS:
            raise TooManyActs
        for line in audit.lines(part, to=actor()):
            file.write(csv_line(audit.as_cells(line)).encode())
    file.seek(0)
    return file, number
