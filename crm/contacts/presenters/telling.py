"""What the facts about a contact say beyond their sentences, in its history."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from crm.contacts import facts, facts_of_many
from crm.contacts.facts import ContactEdited, ManagersAssigned, SharingChanged
from crm.contacts.facts_of_access import AccessChanged
from crm.contacts.facts_of_vcards import VcardDownloaded
from crm.contacts.presenters import cards, changes
from crm.contacts.presenters.cards import SHARING_LABELS
from crm.contacts.presenters.history import FIELDS
from crm.journal.restorers import Line
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, lazy
from crm.kernel.tellings import Changed, Detail, Said, Telling
from crm.team.queries import names_of

SHARING: Final = lazy("Sharing")


def of_edits(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """What was changed: the values before and after, and the names of fields whose values are not told."""
    acts = {row.id: int(row.body.get("act_id") or 0) for row in rows}
    contact_ids = {row.subject_id for row in rows if row.subject_id is not None}
    told = changes.by_act(set(filter(None, acts.values())), contact_ids, to=to)
    return {row.id: _values(told[acts[row.id]]) if acts[row.id] in told else _fields(row) for row in rows}


def of_managers(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """Who was added and who was removed."""
    assigned = {row.id: row.fact() for row in rows}
    named = [fact for fact in assigned.values() if isinstance(fact, ManagersAssigned)]
    people = names_of(user_id for fact in named for user_id in (*fact.added, *fact.removed))
    return {
        row_id: Detail(said=tuple(_people(fact, people)))
        for row_id, fact in assigned.items()
        if isinstance(fact, ManagersAssigned)
    }


def of_sharing(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """How it was shared before and after."""
    return {
        row.id: Detail(changed=(_sharing(fact),))
        for row in rows
        if isinstance(fact := row.fact(), SharingChanged)
    }


def of_access(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """What was changed of grants, class and restriction, before and after."""
    acts = {row.id: int(row.body.get("act_id") or 0) for row in rows}
    contact_ids = {row.subject_id for row in rows if row.subject_id is not None}
    told = changes.by_act(set(filter(None, acts.values())), contact_ids, to=to)
    found = {}
    for row in rows:
        labels = {str(changes.MORE_FIELDS[name]) for name in row.body["fields"]}
        found[row.id] = _values([line for line in told.get(acts[row.id], ()) if line.label in labels])
    return found


def of_pairs(rows: Sequence[FactRow], to: Actor) -> Mapping[int, Detail]:
    """The contact at the other end of a link, or of a pair that looked alike; nothing of a hidden one."""
    others = {row.id: int(row.body["other_id"]) for row in rows}
    seen = anchors.visible("contact", others.values(), to)
    return {
        row_id: Detail(said=(Said(seen[other].shown_name, cards.url(seen[other].id)),))
        for row_id, other in others.items()
        if other in seen
    }


TELLINGS: Final = (
    Telling(facts.ContactCreated, "plus"),
    Telling(VcardDownloaded, "download", is_silent=True),
    Telling(facts.ContactEdited, "pencil", tell=of_edits),
    Telling(facts_of_many.ContactChangedWithOthers, "users", tell=of_edits),
    Telling(facts_of_many.ContactDeletedWithOthers, "trash"),
    Telling(facts.ContactReverted, "arrow-back-up", tell=of_edits),
    Telling(facts_of_many.ContactRevertedWithOthers, "arrow-back-up", tell=of_edits),
    Telling(facts_of_many.ContactRestoredWithOthers, "arrow-back-up"),
    Telling(facts_of_many.ContactBinnedWithOthers, "trash"),
    Telling(facts.ContactsMerged, "git-merge"),
    Telling(facts.ContactLinked, "link", tell=of_pairs),
    Telling(facts.LinkEdited, "link", tell=of_pairs),
    Telling(facts.ContactUnlinked, "link", tell=of_pairs),
    Telling(facts.PairDismissed, "users", tell=of_pairs),
    Telling(facts.PairTakenBack, "arrow-back-up", tell=of_pairs),
    Telling(facts.ContactPhotoChanged, "camera"),
    Telling(facts.ManagersAssigned, "user-check", tell=of_managers),
    Telling(facts.SharingChanged, "lock-open", tell=of_sharing),
    Telling(AccessChanged, "lock-open", tell=of_access),
    Telling(facts.ContactDeleted, "trash"),
    Telling(facts.ContactRestored, "arrow-back-up"),
)


def _values(lines: Sequence[Line]) -> Detail:
    shown = [line for line in lines if line.before or line.after]
    bare = dict.fromkeys(line.label for line in lines if line.label and not (line.before or line.after))
    told = [Changed(line.label, line.before, line.after) for line in shown if line.before != line.after]
    return Detail(changed=tuple(told), said=(Said(", ".join(bare)),) if bare else ())


def _fields(row: FactRow) -> Detail:
    fact = row.fact()
    assert isinstance(fact, ContactEdited)
    named = ", ".join(str(FIELDS[name]) for name in fact.fields if name in FIELDS)
    return Detail(said=(Said(named),) if named else ())


def _people(fact: ManagersAssigned, people: dict[int, str]) -> Iterator[Said]:
    if added := _names(fact.added, people):
        yield Said(_("Added: %(names)s", names=added))
    if removed := _names(fact.removed, people):
        yield Said(_("Removed: %(names)s", names=removed))


def _names(user_ids: list[int], people: dict[int, str]) -> str:
    return ", ".join(people[user_id] for user_id in user_ids if user_id in people)


def _sharing(fact: SharingChanged) -> Changed:
    return Changed(str(SHARING), str(SHARING_LABELS[fact.before]), str(SHARING_LABELS[fact.sharing]))
