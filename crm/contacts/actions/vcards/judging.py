"""A card's wish held against the validator that forms and API share: what can't be kept as it is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from crm.contacts.access import ADD_TAGS
from crm.contacts.actions import custom, tagging, writing
from crm.contacts.actions.vcards.wishes import IN_FILE, WORDS, Wish, wish
from crm.contacts.forms.comms import MOST_COMMS
from crm.contacts.forms.contact import ContactShape
from crm.contacts.forms.tags import MOST_TAGS
from crm.contacts.models.vcards import TYPE
from crm.contacts.presenters.fields import COMM_LABELS, LABELS
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid
from crm.kernel.forms import clean, read
from crm.kernel.i18n import lazy
from crm.kernel.names import full_name
from crm.kernel.pictures import MOST_BYTES, TOO_LARGE
from crm.kernel.search_text import fold
from crm.kernel.vcards.properties import Card
from crm.team.models import Workspace

HEADING: Final = lazy("From the vCard:")
TOO_MANY: Final = lazy("There are too many of these: at most %(max_length)s.", max_length=MOST_COMMS)
NO_NEW_TAGS: Final = lazy("There are no such tags, and you may not add any.")
LONGEST_LINE: Final = 200
LONGEST_PROSE: Final = 20_000
LONGEST_ASIDE: Final = 2_000
MOST_ROUNDS: Final = 50
CUT: Final = frozenset({"first_name", "last_name", "middle_name", "name", "job_title"})
"""What is too long stands in its place as far as it goes, and whole in the description."""


class Fault(NamedTuple):
    """Something of a card that can't stand where it should: what it is, what it says, and why not."""

    label: str
    text: str
    sentence: str


@dataclass(slots=True)
class Judged:
    """What becomes of a card. ``refused`` are the sentences for which no contact can be made of it."""

    card: Card
    wish: Wish
    shape: ContactShape | None = None
    faults: list[Fault] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """What the card calls whom it is about."""
        values = self.wish.values
        parts = {key: values.get(f"{key}_name", "") for key in ("first", "last", "middle")}
        return str(clean(values.get("name") or full_name(**parts)))[:LONGEST_LINE]


def judged(card: Card, *, types: Mapping[str, int], workspace: Workspace, by: Actor) -> Judged:
    """What would become of the card; changes nothing. ``types`` are ids of contact types by folded name."""
    wanted = wish(card)
    outcome = Judged(card, wanted)
    if not card.is_whole:
        outcome.faults.append(Fault("END", "", str(lazy("The card breaks off: its end is missing."))))
    _typed(outcome, types)
    _tag(outcome, by)
    _size_photo(outcome)
    comms = wanted.values["comms"]
    for spare in comms[MOST_COMMS:]:
        _put_aside(outcome, str(COMM_LABELS[spare["kind"]]), _words(spare), str(TOO_MANY))
    wanted.values["comms"] = comms[:MOST_COMMS]
    for _round in range(MOST_ROUNDS):
        try:
            outcome.shape = read(ContactShape, {**wanted.values, "description": _description(outcome)})
            break
        except Invalid as error:
            if not _take_out(outcome, error.fields):
                outcome.refused = {path: str(sentence) for path, sentence in error.fields.items()}
                break
    if outcome.shape is not None:
        _ask(outcome, outcome.shape, workspace, by)
    return outcome


def without_tags(outcome: Judged, sentence: str) -> None:
    """Do without the card's tags, but in words."""
    wanted = outcome.wish
    _put_aside(outcome, str(WORDS["CATEGORIES"]), ", ".join(wanted.values["tags"]), sentence)
    wanted.values["tags"] = []
    _tell_anew(outcome, tags=[])


def without_photo(outcome: Judged, sentence: str) -> None:
    """Do without the card's photo, but keep the card."""
    wanted = outcome.wish
    wanted.photo, wanted.whole = "", True
    _put_aside(outcome, str(WORDS["PHOTO"]), str(IN_FILE), sentence)
    _tell_anew(outcome)


def _tell_anew(outcome: Judged, **changed: Any) -> None:
    if outcome.shape is not None:
        told = {**changed, "description": _description(outcome)}
        outcome.shape = outcome.shape.model_copy(update=told)


def _tag(outcome: Judged, by: Actor) -> None:
    """Tags that are not there yet are for whoever may add some; and a contact has so many at most."""
    names = outcome.wish.values["tags"]
    _ids, unknown = ([], []) if by.may(ADD_TAGS) else tagging.resolved(names, present=())
    left = {*unknown, *names[MOST_TAGS:]}
    if left:
        why = NO_NEW_TAGS if unknown else tagging.TOO_MANY
        _put_aside(outcome, str(WORDS["CATEGORIES"]), ", ".join(n for n in names if n in left), str(why))
        outcome.wish.values["tags"] = [name for name in names if name not in left]


def _size_photo(outcome: Judged) -> None:
    if len(outcome.wish.photo) * 3 // 4 > MOST_BYTES:
        without_photo(outcome, str(TOO_LARGE))


def _ask(outcome: Judged, shape: ContactShape, workspace: Workspace, by: Actor) -> None:
    """What the workspace asks of every contact, which no card can be spared."""
    missing = writing.missing_names(shape.model_dump(), workspace=workspace)
    asked = {**missing, **custom.given(shape, None, by=by).faults}
    outcome.refused = {path: str(sentence) for path, sentence in asked.items()}
    if asked:
        outcome.shape = None


def _typed(outcome: Judged, types: Mapping[str, int]) -> None:
    name = outcome.wish.type_name
    if (known := types.get(fold(name))) is not None:
        outcome.wish.values["type_id"] = known
    elif name:
        _put_aside(outcome, str(WORDS[TYPE]), name, str(lazy("There is no such type.")))


def _take_out(outcome: Judged, faults: Mapping[str, object]) -> bool:
    """Put aside what is at fault; False if nothing of it can be."""
    values, taken = outcome.wish.values, False
    rows = {int(path.split(".")[1]): path for path in reversed(list(faults)) if path.startswith("comms.")}
    for number in sorted(rows, reverse=True):
        comm = values["comms"].pop(number)
        _put_aside(outcome, str(COMM_LABELS[comm["kind"]]), _words(comm), str(faults[rows[number]]))
        taken = True
    for number in sorted(
        {int(path.split(".")[1]) for path in faults if path.startswith("tags.")}, reverse=True
    ):
        name = values["tags"].pop(number)
        _put_aside(outcome, str(WORDS["CATEGORIES"]), name, str(faults[f"tags.{number}"]))
        taken = True
    for path in faults:
        if path in values and path not in ("kind", "comms", "tags", "description") and values[path]:
            text = str(values[path])
            _put_aside(outcome, str(LABELS.get(path, path)), text, str(faults[path]))
            values[path] = str(clean(text))[:LONGEST_LINE] if path in CUT and len(text) > LONGEST_LINE else ""
            taken = True
    return taken


def _put_aside(outcome: Judged, label: str, text: str, sentence: str) -> None:
    outcome.wish.leave(label, text)
    outcome.faults.append(Fault(label, str(clean(text))[:LONGEST_LINE], sentence))


def _words(comm: Mapping[str, Any]) -> str:
    """A way to reach in one line, with its category."""
    value = comm.get("value") or ", ".join(filter(None, (comm.get("parts") or {}).values()))
    return f"{value} ({comm['label']})" if comm["label"] else str(value)


def _description(outcome: Judged) -> str:
    """The card's notes, and under them what has no place of its own.

    What doesn't fit is cut, and the card itself is kept.
    """
    wanted = outcome.wish
    notes = str(clean(wanted.values["description"])).strip()
    lines = [f"{one.label}: {one.text}" if one.label else one.text for one in wanted.asides]
    told = "\n".join(line[:LONGEST_ASIDE] for line in lines)
    both = "\n\n".join(filter(None, (notes, f"{HEADING}\n{told}" if told else "")))
    fitting = str(clean(both))
    if len(fitting) > LONGEST_PROSE or any(len(line) > LONGEST_ASIDE for line in lines):
        wanted.whole = True
    return fitting[:LONGEST_PROSE]
