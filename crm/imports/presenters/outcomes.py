"""What came of an import, and whether it stands, in words: on its page, in the list, in the mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from crm.contacts.models.kinds import CONTACT
from crm.contacts.presenters import cards
from crm.imports.models import Import, Stage, Verdict
from crm.imports.queries import made_by_import
from crm.journal.queries import undoable
from crm.journal.standing import Standing, number_left_alone, standings
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, _, lazy, ngettext, retold
from crm.kernel.runs import RunState
from crm.team.queries import names_of

STAGES: Final = {
    Stage.MAPPING.value: lazy("Not begun"),
    Stage.CHECKING.value: lazy("Is being checked"),
    Stage.CHECKED.value: lazy("Checked"),
    Stage.RUNNING.value: lazy("Is being imported"),
    Stage.DONE.value: lazy("Imported"),
    Stage.CANCELLED.value: lazy("Stopped"),
    Stage.FAILED.value: lazy("It broke off"),
}
UNDOING: Final = {
    RunState.WAITING.value: lazy("Is being undone"),
    RunState.RUNNING.value: lazy("Is being undone"),
    RunState.CANCELLED.value: lazy("Undone in part"),
    RunState.FAILED.value: lazy("Undone in part"),
}
UNDONE: Final = lazy("Undone")


def listed(some: Sequence[Import]) -> list[dict[str, Any]]:
    """The imports as lines of the list."""
    stand = standings([one.act_id for one in some if one.act_id])
    return [_listed(one, stand.get(one.act_id or 0)) for one in some]


def _listed(one: Import, standing: Standing | None) -> dict[str, Any]:
    undone = standing is not None and standing.is_undone
    number = 0 if undone else one.report.get("contacts", 0)
    made = ngettext("%(contacts)s contact", "%(contacts)s contacts", number, contacts=moments.number(number))
    missing = 0 if undone else one.report.get("not_imported", 0)
    return {
        "id": one.id,
        "name": one.name,
        "at": one.made_at,
        "told": [
            _state(standing) if undone and standing else STAGES[one.stage],
            made if number else "",
            _not_imported(missing) if missing else "",
        ],
    }


def outcome(one: Import, to: Actor) -> dict[str, Any]:
    """What came of it: its numbers, or that it was undone; what can be done about it."""
    standing = standings([one.act_id]).get(one.act_id) if one.act_id else None
    undone = _undone(standing, to) if standing is not None and standing.is_undone else None
    missing = one.report.get("not_imported", 0)
    return {
        "mood": "info" if undone else {"done": "ok", "failed": "bad"}.get(one.stage, "info"),
        "stage": undone["state"] if undone else STAGES[one.stage],
        "undone": undone,
        "report": report(one),
        "why": why(one),
        "goes_on": bool(missing) and standing is None,
        "touched": touched(one) and not undone,
        "undo": _undo(one, standing, to),
        "made": [(each.shown_name, cards.url(each.id)) for each in made_by_import(one, to)]
        if one.act_id and not undone
        else [],
    }


def undone_at(one: Import) -> datetime | None:
    """When the import was undone; None while it stands."""
    standing = standings([one.act_id]).get(one.act_id) if one.act_id else None
    return standing.last.made_at if standing is not None and standing.is_undone else None


def touched(one: Import) -> bool:
    """Whether it added or changed anything."""
    return any(one.report.get(name) for name in ("contacts", "companies", "changed"))


def _undo(one: Import, standing: Standing | None, to: Actor) -> int | None:
    """The act to be undone: the import's, or the last undo of it; none if it can't be."""
    last = standing.last.id if standing is not None else one.act_id
    if last is None or not touched(one) or (standing is not None and standing.is_going_on):
        return None
    return last if last in undoable([last], by=to) else None


def _undone(standing: Standing, to: Actor) -> dict[str, Any]:
    """When and by whom it was undone, and what stayed."""
    act = standing.last
    who = names_of([act.made_by]).get(act.made_by or 0) or _("Artel")
    stayed = number_left_alone(act.id, CONTACT)
    return {
        "state": _state(standing),
        "when": _("%(when)s · %(who)s", when=moments.exact(act.made_at), who=who),
        "stayed": ngettext(
            "%(contacts)s contact stayed as it is: it was changed after the import, or is out of your reach",
            "%(contacts)s contacts stayed as they are: they were changed after the import, or are out of"
            " your reach",
            stayed,
            contacts=moments.number(stayed),
        )
        if stayed
        else "",
        "act_id": act.id,
    }


def _state(standing: Standing) -> LazyText:
    return UNDOING.get(standing.run.state, UNDONE) if standing.run is not None else UNDONE


def report(one: Import) -> list[str]:
    """What the run did, line by line."""
    contacts, companies = one.report.get("contacts", 0), one.report.get("companies", 0)
    left_out, changed = one.report.get("left_out", 0), one.report.get("changed", 0)
    known, undecided = one.counts.get(Verdict.KNOWN, 0), one.counts.get(Verdict.ASK, 0)
    missing, number = one.report.get("not_imported", 0), moments.number
    lines = [
        ngettext(
            "%(contacts)s contact added", "%(contacts)s contacts added", contacts, contacts=number(contacts)
        )
    ]
    if companies:
        lines.append(
            ngettext(
                "%(companies)s company added that people work for",
                "%(companies)s companies added that people work for",
                companies,
                companies=number(companies),
            )
        )
    if changed:
        lines.append(
            ngettext(
                "%(contacts)s contact changed",
                "%(contacts)s contacts changed",
                changed,
                contacts=number(changed),
            )
        )
    if known:
        lines.append(_known_rows(known))
    if undecided:
        lines.append(_undecided(undecided))
    if left_out:
        lines.append(
            ngettext("%(rows)s row left out", "%(rows)s rows left out", left_out, rows=number(left_out))
        )
    if missing:
        lines.append(_not_imported(missing))
    return lines


def _known_rows(known: int) -> str:
    rows = moments.number(known)
    return ngettext(
        "%(rows)s row not added: its contact is there already, or stands in the file twice",
        "%(rows)s rows not added: their contacts are there already, or stand in the file twice",
        known,
        rows=rows,
    )


def _undecided(undecided: int) -> str:
    return ngettext(
        "%(rows)s row left out, since nothing was decided about it",
        "%(rows)s rows left out, since nothing was decided about them",
        undecided,
        rows=moments.number(undecided),
    )


def _not_imported(missing: int) -> str:
    rows = moments.number(missing)
    return ngettext("%(rows)s row not imported yet", "%(rows)s rows not imported yet", missing, rows=rows)


def why(one: Import) -> str:
    """Why the import failed, in the reader's language; empty if it did not."""
    return retold(*one.report["why"]) if "why" in one.report else ""
