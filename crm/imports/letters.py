"""The mail to whoever imported a file: what came of it, and the rows that were left out (IMP-5, IMP-6)."""

from typing import Final

from crm.imports.models import KIND, Import, Stage
from crm.imports.presenters.outcomes import report
from crm.imports.presenters.rows import delimiter_of, rows_left_out
from crm.imports.presenters.telling import rows_name
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.i18n import _, lazy, within_quotes
from crm.kernel.tables import csv_text
from crm.mail.letters import Attached, Button, Letter, Paragraph, Posting, letter
from crm.notifications.letters import choices, why
from crm.team.actors import actor_of

SETTLED: Final = "imports.settled"
SUBJECTS: Final = {
    Stage.DONE.value: lazy("The import of “%(file)s” is done"),
    Stage.CANCELLED.value: lazy("The import of “%(file)s” was stopped"),
    Stage.FAILED.value: lazy("The import of “%(file)s” failed"),
}
MOST_ATTACHED: Final = 1024 * 1024
"""Bytes: a larger table waits on the page alone."""


@letter(SETTLED)
def settled(posting: Posting) -> Letter | None:
    """The numbers, a button to the report, and the table of rows that were left out where it is small."""
    one = _import_of(posting)
    if one is None:
        return None
    said = str(SUBJECTS.get(one.stage, SUBJECTS[Stage.DONE.value])) % {"file": within_quotes(one.name)}
    attached = _rows(one) if one.report.get("left_out") else None
    mend = _("The rows that were left out are attached: set them right and upload the table again.")
    on = _("You can go on with the rows that were not imported: the report has a button for it.")
    hints = [*([mend] if attached else []), *([on] if one.report.get("not_imported") else [])]
    return Letter(
        subject=said,
        title=said,
        body=(
            *map(Paragraph, report(one)),
            *map(Paragraph, hints),
            Button(_("Open the report"), posting.url(f"/imports/{one.id}")),
        ),
        why=why(posting),
        manage=choices(posting),
        attached=(attached,) if attached else (),
    )


def _import_of(posting: Posting) -> Import | None:
    reader: Actor | None = actor_of(posting.user_id) if posting.user_id else None
    if reader is None or posting.about is None:
        return None
    _kind, import_id = posting.about
    one: Import | None = anchors.visible(KIND, [import_id], reader).get(import_id)
    return one


def _rows(one: Import) -> Attached | None:
    parts: list[bytes] = []
    size = 0
    for line in csv_text(rows_left_out(one), delimiter=delimiter_of(one)):
        parts.append(line.encode())
        size += len(parts[-1])
        if size > MOST_ATTACHED:
            return None
    return Attached(rows_name(one), "text/csv", b"".join(parts))
