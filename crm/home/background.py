"""Work in the background that failed or is late, as a source of Attention."""

from collections.abc import Sequence
from typing import Any, Final

from crm.kernel import moments, unfinished
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, _, lazy, ngettext
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.work import ATTEND, Deed, Place, Trouble, TroubleSource

MAILS: Final = ("mail.send", "mail.send_bulk")
"""A mail that failed is told of as one, with its recipient."""
TITLES: Final[dict[str, LazyText]] = {
    "facts": lazy("What should follow from a change was not done"),
    "contacts": lazy("Long work on contacts was not finished"),
    "imports": lazy("An import was not finished"),
    "files": lazy("Work on files was not finished"),
    "fields": lazy("A change of own fields was not finished"),
    "privacy": lazy("An export or erasure of personal data was not finished"),
    "notifications": lazy("Somebody could not be told of something"),
    "tasks": lazy("A reminder or task of the background was not done"),
    "cases": lazy("A step of a workflow was not done in time"),
    "workflows": lazy("A step of a workflow was not done in time"),
}


def found(before: Place | None, limit: int, to: Actor) -> Sequence[Trouble]:
    """What died, newest first; before it, on the first page, that work is late now."""
    dead = unfinished.dead(before=before, limit=limit, but_for=MAILS)
    return [*(_late() if before is None else ()), *(_told(row) for row in dead)]


def count(to: Actor) -> Count:
    """How many there are; all that is late counts as one."""
    died, late, _since = unfinished.counted(most=COUNT_CAP + 1, but_for=MAILS)
    number = died + bool(late)
    return Count(min(number, COUNT_CAP), number > COUNT_CAP)


def _late() -> list[Trouble]:
    _died, number, since = unfinished.counted(most=1, but_for=MAILS)
    if not number or since is None:
        return []
    return [
        Trouble(
            _("Work in the background is late"),
            since,
            ngettext("%(num)s piece of work waits.", "%(num)s pieces of work wait.", number),
            _("Nothing is lost. If it lasts, whoever runs the server should see whether the workers run."),
            lasts=True,
        )
    ]


def _told(row: Any) -> Trouble:
    job_id, kind, at, attempts, error = row
    package = kind.partition(".")[0]
    tried = ngettext("Tried %(num)s time.", "Tried %(num)s times.", attempts)
    return Trouble(
        str(TITLES.get(package, _("Work in the background was not finished"))),
        at,
        f"{tried} {kind}: {error or ''}".rstrip(": "),
        _(
            "Try it again. If that fails, show this to whoever runs the server: %(at)s.",
            at=moments.instant(at),
        ),
        deeds=(
            Deed(_("Try again"), f"/attention/work/{job_id}/retry"),
            Deed(_("Leave it"), f"/attention/work/{job_id}/dismissal", grave=True),
        ),
        id=job_id,
    )


SOURCE: Final = TroubleSource(
    "background", lazy("Work in the background"), "refresh", ATTEND, found, count, weight=90
)
