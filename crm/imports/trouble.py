"""Rows of files that became nothing, and imports that failed, as a source of Attention (NOT-3).

A file belongs to who imports it: others learn its name, by whom and how many rows, but none of them.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, tuple_

from crm.imports.models import Import, Stage
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy, ngettext, within_quotes
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.work import ATTEND, Deed, Place, Trouble, TroubleSource
from crm.team.queries import names_of

LEFT: Final = Import.report["left_out"].as_integer()


def troubled() -> Select[Any]:
    """The imports that failed or left rows out, unless an admin has set them aside."""
    wrong = or_(Import.stage == Stage.FAILED.value, LEFT > 0)
    return select(Import).where(wrong, Import.report["set_aside"].is_(None))


def found(before: Place | None, limit: int, to: Actor) -> Sequence[Trouble]:
    """The newest of them, each with what helps."""
    query = troubled().where(tuple_(Import.made_at, Import.id) < before) if before is not None else troubled()
    ones = db.session.scalars(query.order_by(Import.made_at.desc(), Import.id.desc()).limit(limit)).all()
    names = names_of([one.made_by for one in ones])
    return [_told(one, names.get(one.made_by or 0, ""), to) for one in ones]


def count(to: Actor) -> Count:
    """How many there are, capped."""
    some = troubled().with_only_columns(Import.id).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), number > COUNT_CAP)


def _told(one: Import, who: str, to: Actor) -> Trouble:
    mine, left = one.made_by == to.user_id, one.report.get("left_out") or 0
    name = within_quotes(one.name)
    rows = ngettext(
        "%(num)s row of “%(file)s” was left out", "%(num)s rows of “%(file)s” were left out", left, file=name
    )
    own = _("Download the rows, set them right and import them again.")
    return Trouble(
        rows if left else _("The import of “%(file)s” failed", file=name),
        one.made_at,
        "" if mine else _("Imported by %(name)s", name=who),
        own if mine else _("Only who imported the file sees its rows: ask them to set these right."),
        f"/imports/{one.id}" if mine else "",
        (Deed(_("Set it aside"), f"/attention/imports/{one.id}/dismissal", grave=True),),
        one.id,
    )


SOURCE: Final = TroubleSource("imports", lazy("Imports"), "upload", ATTEND, found, count, weight=10)
