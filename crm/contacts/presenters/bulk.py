"""An act on many contacts in words: how far it is, what came of it, whom it left as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.contacts.presenters.cards import url
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Skip, bulk_actions
from crm.kernel.db import db
from crm.kernel.i18n import _, ngettext
from crm.kernel.runs import Run, RunPart

RECORD: Final = "contact"
MOST_SHOWN: Final = 100
"""So many of those that were left as they are the page names; the file names all."""
RESULTS: Final = ("changed", "same", "skipped")


@dataclass(frozen=True, slots=True)
class Left:
    """A contact that was left as it is."""

    name: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one contact: changed, same or skipped; ``reason`` is a ``Skip``, or empty."""

    contact: Any
    result: str
    reason: str


def action_of(run: Run) -> BulkAction:
    """What the run does."""
    return bulk_actions.of(RECORD, run.payload["action"])


def done_text(run: Run) -> str:
    """What was done, with the number of contacts that are different now: "Type set: 12 contacts"."""
    if not run.report.get("changed"):
        left = run.report.get("skipped", 0)
        if not left:
            return _("Nothing to change: all of them were so already.")
        return _("Nothing changed. Left as they are: %(contacts)s", contacts=number_text(left))
    return str(action_of(run).done) % {"contacts": number_text(run.report.get("changed", 0))}


def number_text(number: int) -> str:
    """So many contacts: "12 contacts"."""
    return ngettext("%(num)s contact", "%(num)s contacts", number, num=moments.number(number))


def notes(run: Run, *, to: Actor) -> list[str]:
    """What else is to be known of it; a statement at most."""
    return list(action_of(run).notes(run.payload["wanted"], run.report.get("tally", {}), to))


def counts(run: Run, *, to: Actor) -> list[str]:
    """What came of it so far, sum by sum; a reason of which there is none is left out."""
    report = run.report
    done = str(action_of(run).done) % {"contacts": number_text(report.get("changed", 0))}
    told = [done, *notes(run, to=to)]
    if report.get("same"):
        told.append(_("Were so already: %(contacts)s", contacts=number_text(report["same"])))
    for reason, number in sorted(report.get("reasons", {}).items()):
        sentence = str(Skip(reason).sentence)
        told.append(
            _("Left as they are: %(contacts)s. %(reason)s", contacts=number_text(number), reason=sentence)
        )
    if not run.is_open and run.done < (run.total or 0):
        rest = number_text((run.total or 0) - run.done)
        told.append(_("Not reached: %(contacts)s", contacts=rest))
    return told


def left(run: Run, *, to: Actor) -> list[Left]:
    """Those that were left as they are and that the reader sees, with why; at most 100; two statements."""
    rows = select(RunPart.report["skipped"]).where(RunPart.run_id == run.id, RunPart.done_at.is_not(None))
    some = rows.where(func.cardinality(RunPart.ids) > 0, RunPart.report["skipped"].astext != "{}")
    reasons: dict[int, str] = {}
    for skipped in db.session.scalars(some.order_by(RunPart.number).limit(MOST_SHOWN)):
        for reason, ids in skipped.items():
            reasons.update(dict.fromkeys(ids[: MOST_SHOWN - len(reasons)], reason))
        if len(reasons) >= MOST_SHOWN:
            break
    seen = _seen(list(reasons), to)
    return [
        Left(seen[one].shown_name, url(one), str(Skip(reason).sentence))
        for one, reason in reasons.items()
        if one in seen
    ]


def lines(run: Run, *, to: Actor) -> Iterator[tuple[str, str, str, str]]:
    """The report as lines of a table: number, name, what came of it, why; hidden ones are left out."""
    words = {"changed": _("changed"), "same": _("was so already"), "skipped": _("left as it is")}
    yield _("Number"), _("Name"), _("Result"), _("Reason")
    number: int | None = -1
    while number is not None:
        number, told = outcomes(run, after=number, to=to)
        for one in told:
            why = str(Skip(one.reason).sentence) if one.reason else ""
            yield str(one.contact.id), one.contact.shown_name, words[one.result], why
        db.session.expunge_all()


def outcomes(run: Run, *, after: int, to: Actor) -> tuple[int | None, list[Outcome]]:
    """What came of the contacts of the part after this number, and that part's own number; None: no more."""
    parts = select(RunPart).where(RunPart.run_id == run.id, RunPart.done_at.is_not(None))
    part = db.session.scalar(parts.where(RunPart.number > after).order_by(RunPart.number).limit(1))
    if part is None:
        return None, []
    reasons = {one: reason for reason, ids in part.report["skipped"].items() for one in ids}
    same, seen = set(part.report["same"]), _seen(part.ids, to)
    results = [
        (one, "skipped" if one in reasons else "same" if one in same else "changed") for one in part.ids
    ]
    told = [Outcome(seen[one], result, reasons.get(one, "")) for one, result in results if one in seen]
    return part.number, told


def _seen(ids: Sequence[int], to: Actor) -> dict[int, Any]:
    if not ids:
        return {}
    rows = db.session.scalars(Contact.visible_to(to).where(Contact.id.in_(ids)))
    return {contact.id: contact for contact in rows}
