"""How far an import is, and what its check found, in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm.contacts.models.contact import Contact
from crm.contacts.presenters import cards
from crm.contacts.presenters.changes import tell
from crm.imports.forms import DecisionShape
from crm.imports.models import ENDED_EARLY, GOING_ON, Import, ImportLine, Stage, Verdict
from crm.imports.presenters import decisions
from crm.imports.presenters.outcomes import STAGES, outcome
from crm.imports.queries import LEFT_OUT, run_of, seen_by_id, some_lines
from crm.journal.models import Change
from crm.kernel import clock, moments
from crm.kernel.access import Actor
from crm.kernel.i18n import _, ngettext, retold
from crm.kernel.names import full_name
from crm.kernel.runs import Run
from crm.team.queries import names_of

ENDS: Final = (Stage.DONE, *ENDED_EARLY)


def told(one: Import, *, to: Actor, after: DecisionShape | None = None) -> dict[str, Any]:
    """All that the page of an import shows when nothing is to be chosen any more."""
    run = run_of(one)
    busy = one.stage in GOING_ON
    return {
        "stage": STAGES[one.stage],
        "busy": busy,
        "percent": _percent(run) if run else 0,
        "pace": _pace(run) if run and busy else "",
        "counts": _counts(one),
        "faulty": [_faulty(line) for line in some_lines(one, *LEFT_OUT)] if not busy else [],
        "known": _known(one, to) if one.stage == Stage.CHECKED else [],
        "coming": [_coming(line.wanted or {}) for line in some_lines(one, Verdict.NEW)]
        if one.stage == Stage.CHECKED
        else [],
        "changing": differences(some_lines(one, Verdict.UPDATE), to) if one.stage == Stage.CHECKED else [],
        "turns": _turns(one) if one.stage == Stage.CHECKED else [],
        **asking(one, to, after=after),
        "broken": retold(*one.counts["broken"]) if "broken" in one.counts else "",
        "outcome": outcome(one, to) if one.stage in ENDS else None,
    }


def rows_name(one: Import) -> str:
    """What the file of the rows that were left out is called."""
    return _("%(name)s - rows left out.csv", name=one.name.rpartition(".")[0] or one.name)


def _percent(run: Run) -> int:
    return min(100, 100 * run.done // run.total) if run.total else 0


def _pace(run: Run) -> str:
    """How many rows were done, how many a second that is, and how long it still takes."""
    seconds = max(1.0, (clock.now() - run.made_at).total_seconds())
    done = ngettext("%(rows)s row", "%(rows)s rows", run.done, rows=moments.number(run.done))
    if not run.done:
        return _("Waiting for its turn")
    rate = run.done / seconds
    left = max(0, (run.total or 0) - run.done) / rate
    minutes = round(left / 60)
    if minutes < 1:
        time_left = _("less than a minute left")
    else:
        time_left = ngettext("about %(num)s minute left", "about %(num)s minutes left", minutes)
    a_second = _("%(rows)s a second", rows=moments.number(round(rate)))
    return " · ".join((done, a_second, time_left))


def _counts(one: Import) -> list[dict[str, Any]]:
    """What the dry run found."""
    counts = one.counts
    found = [
        (_("New contacts"), counts.get(Verdict.NEW, 0), "user-plus", ""),
        (_("New companies that people work for"), counts.get("companies_new", 0), "building", ""),
        (_("Contacts that change"), counts.get(Verdict.UPDATE, 0), "pencil", ""),
        (_("To be decided"), counts.get(Verdict.ASK, 0), "help-circle", "warn"),
        (_("Already there"), counts.get(Verdict.KNOWN, 0), "user-check", ""),
        (_("Rows with mistakes"), counts.get(Verdict.FAULTY, 0), "alert-triangle", "warn"),
    ]
    return [
        {"label": label, "number": moments.number(number), "icon": icon, "mood": mood if number else ""}
        for label, number, icon, mood in found
        if number or label == found[0][0]
    ]


def _faulty(line: ImportLine) -> dict[str, Any]:
    cells = " · ".join(filter(None, (cell.strip()[:60] for cell in line.cells[:6])))
    if not cells and line.wanted:
        coming = _coming(line.wanted)
        cells = " · ".join(filter(None, (coming["name"], coming["second"])))
    return {"line": line.line, "cells": cells, "reasons": "; ".join(reasons(line.faults))}


def _known(one: Import, to: Actor) -> list[dict[str, Any]]:
    """Rows of contacts that are there already: with the contact, as far as the person sees it now."""
    lines = some_lines(one, Verdict.KNOWN)
    contacts = seen_of(lines, to)
    told = []
    for line in lines:
        contact = contacts.get(line.contact_id or 0)
        told.append({
            **_faulty(line),
            "name": contact.shown_name if contact else "",
            "url": cards.url(contact.id) if contact else "",
        })  # fmt: skip
    return told


def differences(lines: Sequence[ImportLine], to: Actor) -> list[dict[str, Any]]:
    """What rows change of their contacts, value by value, as far as the person sees these now (IMP-4)."""
    changes = {
        line.line: [_change(noted) for noted in (line.wanted or {}).get("noted", ())] for line in lines
    }
    told = tell([change for some in changes.values() for change in some], to)
    of_line: dict[int, list[Any]] = {line.line: [] for line in lines}
    owner = {id(change): line for line, some in changes.items() for change in some}
    for each in told:
        of_line[owner[id(each.of)]].append(each)
    return [
        {
            "line": line.line,
            "contact_id": line.contact_id,
            "name": of_line[line.line][0].title,
            "url": of_line[line.line][0].url,
            "changes": [part for each in of_line[line.line] for part in each.lines],
        }
        for line in lines
        if of_line[line.line]
    ]


def _change(noted: Mapping[str, Any]) -> Change:
    """What is noted of the plan, as the journal will note it."""
    return Change(
        record_kind=noted["kind"], record_id=noted["id"], before=noted["before"], after=noted["after"]
    )


def asking(one: Import, to: Actor, *, after: DecisionShape | None = None) -> dict[str, Any]:
    """Rows about which the person is asked; ``after`` is what was decided just now, in place."""
    lines = some_lines(one, Verdict.ASK) if one.stage == Stage.CHECKED else []
    contacts = seen_of(lines, to)
    return {
        "asking": [
            decisions.question(line, contacts.get(line.contact_id or 0), _coming(line.wanted or {}))
            for line in lines
        ],
        "decided": decisions.decided(one),
        "choices": decisions.CHOICES,
        "after": after,
        "next_line": decisions.next_line(lines, after),
    }


def _turns(one: Import) -> list[tuple[str, str]]:
    """Who would see more of known contacts, and who less: each with the numbers of contacts."""
    gains, loses = one.report.get("gains") or {}, one.report.get("loses") or {}
    names = names_of([int(user_id) for user_id in {**gains, **loses}])
    told = []
    for user_id, name in sorted(names.items(), key=lambda each: each[1]):
        more, less = gains.get(str(user_id), 0), loses.get(str(user_id), 0)
        number = moments.number
        words = (
            ngettext(
                "more access to %(contacts)s contact",
                "more access to %(contacts)s contacts",
                more,
                contacts=number(more),
            ),
            ngettext(
                "less access to %(contacts)s contact",
                "less access to %(contacts)s contacts",
                less,
                contacts=number(less),
            ),
        )
        told.append(
            (name, " · ".join(text for text, count in zip(words, (more, less), strict=True) if count))
        )
    return told


def seen_of(lines: Sequence[ImportLine], to: Actor) -> Mapping[int, Contact]:
    """The contacts of these lines that are there already, as far as the person sees them now."""
    return seen_by_id([line.contact_id for line in lines if line.contact_id], to)


def reasons(faults: Any) -> list[str]:
    """Why a row was left out, in the reader's language: each with the heading of its column."""
    told = [(heading, retold(sentence, slots)) for heading, sentence, slots in faults]
    return [f"{heading}: {text}" if heading else text for heading, text in told]


def _coming(wanted: dict[str, Any]) -> dict[str, Any]:
    contact = wanted.get("contact", {})
    first, last, middle = (contact.get(f"{name}_name", "") for name in ("first", "last", "middle"))
    person = full_name(first=first, last=last, middle=middle)
    ways = [comm["value"] for comm in wanted.get("comms", ())]
    second = [contact.get("job_title", ""), *ways[:3]]
    return {
        "kind": contact.get("kind"),
        "name": contact.get("name") or person,
        "second": " · ".join(filter(None, second)),
    }
