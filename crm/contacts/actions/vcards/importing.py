"""A file of cards: looked at first, then made into contacts, many of them in the background (CON-23).

What was sent lies in the store without a row that names it, so that it is swept in three days whatever
becomes of it; the run keeps its key, what was decided, and how far it is.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.access import CREATE_CONTACTS
from crm.contacts.actions.noting import snapshots
from crm.contacts.actions.vcards.adding import Added, add
from crm.contacts.actions.vcards.judging import Judged, judged
from crm.contacts.facts_of_many import VcardsImported
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.models.vcards import MOST_BYTES, MOST_CARDS
from crm.contacts.queries.candidates import Lookalike, of_each
from crm.contacts.queries.records import region, types
from crm.contacts.queries.signatures import typed_signature
from crm.files.store import store
from crm.journal.actions import add_changes, keep
from crm.journal.restorers import Noted
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy, locale
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState
from crm.kernel.search_text import fold
from crm.kernel.vcards.properties import Card
from crm.kernel.vcards.reading import read_cards
from crm.team.queries import workspace_settings

IMPORT: Final = "contacts.vcards"
SHOWN: Final = 100
"""So many cards are looked at one by one before anything is made of them."""
AT_ONCE: Final = 20
"""So few cards become contacts while one waits."""
PART: Final = 25
MOST_TOLD: Final = 50


def receive(content: bytes, *, by: Actor) -> Run:
    """Keep a file of cards to be looked at; nothing is made of it yet.

    Raises:
        Forbidden: the actor may not add contacts.
        Invalid: under ``file``: it holds no card, or too much.
        NoRoom, StorageAway: it could not be kept.
    """
    by.must(CREATE_CONTACTS)
    cards = checked(content)
    return runs.start(IMPORT, by=by, total=len(cards), key=store().put(content), locale=locale())


def checked(content: bytes, *, most: int = MOST_CARDS) -> Sequence[Card]:
    """The cards of a file.

    Raises:
        Invalid: under ``file``: it holds no card, or too much.
    """
    if len(content) > MOST_BYTES:
        largest = MOST_BYTES // (1024 * 1024)
        raise Invalid({"file": lazy("This file is larger than %(num)s MB. Send it in parts.", num=largest)})
    cards = read_cards(content).cards
    if not cards:
        raise Invalid({"file": lazy("There is no vCard in it: such a file begins with BEGIN:VCARD.")})
    if len(cards) > most:
        raise Invalid({"file": lazy("These are more than %(num)s cards. Send them in parts.", num=most)})
    return cards


def cards_of(run: Run) -> Sequence[Card]:
    """The cards that the run is about.

    Raises:
        BytesMissing: they were swept meanwhile.
    """
    return read_cards(b"".join(store().read(run.payload["key"]))).cards


def decide(run: Run, *, skipped: Collection[int], skips_alike: bool, by: Actor) -> None:
    """Make contacts of the cards, but for those of these numbers (from 0); once, however often it is asked.

    ``skips_alike``: of the cards that were not shown, those that look like a contact are skipped.
    Records: VcardsImported at the end, ContactCreated for each.
    """
    by.must(CREATE_CONTACTS)
    db.session.refresh(run, with_for_update=True)
    if not run.is_open or "skipped" in run.payload:
        return
    run.payload = {**run.payload, "skipped": sorted(skipped), "skips_alike": skips_alike}
    db.session.flush()
    if (run.total or 0) > AT_ONCE:
        later(IMPORT, key=str(run.id), run_id=run.id)
        return
    cards = cards_of(run)
    while import_part(run, cards, by=by):
        pass


def import_part(run: Run, cards: Sequence[Card], *, by: Actor) -> bool:
    """Make contacts of the next cards; False when there are none left, or the run was cancelled."""
    db.session.refresh(run, with_for_update=True)
    if not run.is_open:
        return False
    run.state = RunState.RUNNING.value
    after = run.cursor.get("after", 0)
    part = range(after, min(after + PART, len(cards)))
    if not part:
        _end(run, by)
        return False
    outcomes = judged_all([cards[number] for number in part], by=by)
    wanted = _wanted(run, dict(zip(part, outcomes, strict=True)), by)
    report = _made(run, wanted, by)
    told = {"skipped": len(part) - len(wanted), **report}
    run.report = {**run.report, **{name: run.report.get(name, _NOTHING[name]) + told[name] for name in told}}
    run.cursor, run.done = {**run.cursor, "after": part.stop}, part.stop
    db.session.flush()
    return True


def judged_all(cards: Sequence[Card], *, by: Actor) -> list[Judged]:
    """What would become of each of these cards; changes nothing."""
    known, workspace = {fold(one.name): one.id for one in types()}, workspace_settings()
    return [judged(card, types=known, workspace=workspace, by=by) for card in cards]


def alike(outcomes: Sequence[Judged], *, to: Actor) -> list[list[Lookalike]]:
    """For each of these whom it looks like, of those that the person sees; eight statements for all."""
    typed = [one.shape.model_dump() if one.shape else one.wish.values for one in outcomes]
    asked = [typed_signature(values, region=region()) for values in typed]
    return of_each(asked, among=Contact.visible_to(to))


_NOTHING: Final[dict[str, Any]] = {"skipped": 0, "created": 0, "refused": 0, "companies": 0, "told": []}


def _wanted(run: Run, outcomes: dict[int, Judged], by: Actor) -> list[Judged]:
    """Those that were not left out by number, nor by the rule for what was not shown."""
    left = {*run.payload["skipped"]}
    if run.payload["skips_alike"]:
        unseen = [number for number in outcomes if number >= SHOWN]
        found = alike([outcomes[number] for number in unseen], to=by) if unseen else []
        left |= {number for number, likes in zip(unseen, found, strict=True) if likes}
    return [one for number, one in outcomes.items() if number not in left or one.shape is None]


def _made(run: Run, outcomes: Sequence[Judged], by: Actor) -> dict[str, Any]:
    """Add the contacts, as a part of the one act that the whole import is."""
    fit = [outcome for outcome in outcomes if outcome.shape is not None]
    if fit and "act_id" not in run.cursor:
        run.cursor = {**run.cursor, "act_id": keep(IMPORT, by=by).id}
    tried = [(outcome, add(outcome, by=by)) for outcome in fit]
    added = [(outcome, one) for outcome, one in tried if one is not None]
    note_added([one for _outcome, one in added], act_id=run.cursor.get("act_id", 0))
    told = [one.contact.id for outcome, one in added if outcome.faults]
    return {
        "created": len(added),
        "refused": len(outcomes) - len(added),
        "companies": sum(one.company is not None for _outcome, one in added),
        "told": told[: max(0, MOST_TOLD - len(run.report.get("told", ())))],
    }


def note_added(added: Sequence[Added], *, act_id: int) -> None:
    """Have the journal know what the act made, so that it is undone as a whole (CON-19)."""
    made = [contact for one in added for contact in (one.contact, one.company) if contact is not None]
    standing = snapshots([contact.id for contact in made]) if made else {}
    add_changes(act_id, [Noted(CONTACT, number, None, dict(one.values)) for number, one in standing.items()])


def _end(run: Run, by: Actor) -> None:
    runs.end(run)
    told = {"run_id": run.id, "act_id": run.cursor.get("act_id"), "contacts": run.report.get("created", 0)}
    waits = (run.total or 0) > AT_ONCE
    fact = VcardsImported(**told, for_id=by.user_id if waits else None)
    record(fact, by=Actor.system("vcards") if waits else by)  # nobody is told of what they do themselves


def my_run(run_id: int, *, to: Actor) -> Run | None:
    """The import of this id, if it is the person's own."""
    mine = select(Run).where(Run.kind == IMPORT, Run.id == run_id, Run.made_by == to.user_id)
    return db.session.scalar(mine)
