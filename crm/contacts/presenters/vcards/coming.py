"""Cards that come in, in words: what will be made of each, and what came of them all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crm.contacts.models.contact import Contact
from crm.contacts.presenters.cards import KIND_LABELS
from crm.contacts.presenters.duplicates import LookalikeCard, lookalike_cards
from crm.contacts.presenters.fields import LABELS
from crm.contacts.queries.candidates import Lookalike
from crm.kernel.i18n import _, lazy, ngettext
from crm.kernel.names import initials

MOST_REACHES = 3
MOST_FAULTS = 20
WITH_PHOTO = lazy("with a photo")


class Outcome(Protocol):
    """What was found of a card; see ``crm.contacts.actions.vcards.judging``."""

    @property
    def named(self) -> str: ...
    @property
    def wish(self) -> Any: ...
    @property
    def shape(self) -> Any: ...
    @property
    def faults(self) -> Sequence[tuple[str, str, str]]: ...
    @property
    def refused(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A card as a line of the preview. ``refused``: why nothing can be made of it."""

    number: int
    name: str
    initials: str
    kind: str
    second: str
    faults: list[str]
    asides: str
    refused: list[str]
    likes: list[LookalikeCard]
    taken: bool


def row(number: int, outcome: Outcome, likes: Sequence[Lookalike], contacts: Mapping[int, Contact]) -> Row:
    """The card in words; one that looks like a contact is not taken unless somebody says so."""
    name = outcome.named or _("Card %(num)s", num=number + 1)
    alike = lookalike_cards(likes, contacts)
    return Row(
        number=number,
        name=name,
        initials=initials(name),
        kind=outcome.wish.values["kind"],
        second=" · ".join(_second(outcome)),
        faults=[fault(one) for one in outcome.faults[:MOST_FAULTS]],
        asides=_asides(outcome),
        refused=refusals(outcome.refused),
        likes=alike,
        taken=outcome.shape is not None and not alike,
    )


def fault(one: tuple[str, str, str]) -> str:
    """What could not be kept as it was: «Почта “ivan@”: Похоже, это не адрес почты.»"""
    label, text, sentence = one
    # Translators: a detail of a card, what it says, and a sentence why it can't be kept as it is
    return (
        _("%(label)s “%(text)s”: %(sentence)s", label=label, text=text, sentence=sentence)
        if text
        else sentence
    )


def refusals(refused: Mapping[str, str]) -> list[str]:
    """Why no contact can be made of a card."""
    if {*refused} & {"first_name", "last_name", "name"}:
        named = [_("The card tells no name that is enough for a contact.")]
        rest = {key: text for key, text in refused.items() if key not in ("first_name", "last_name", "name")}
        return [*named, *refusals(rest)]
    return [f"{LABELS[path]}: {text}" if path in LABELS else text for path, text in refused.items()]


def counts(report: Mapping[str, Any]) -> list[str]:
    """What came of all cards, in sentences; what is none is left out."""
    created, companies = report.get("created", 0), report.get("companies", 0)
    skipped, refused = report.get("skipped", 0), report.get("refused", 0)
    told = [
        ngettext("%(num)s contact added", "%(num)s contacts added", created) if created else "",
        ngettext("%(num)s company added beside", "%(num)s companies added beside", companies)
        if companies
        else "",
        ngettext("%(num)s card skipped", "%(num)s cards skipped", skipped) if skipped else "",
        ngettext(
            "%(num)s card without enough for a contact", "%(num)s cards without enough for a contact", refused
        )
        if refused
        else "",
    ]
    return list(filter(None, told)) or [_("Nothing was imported.")]


def _second(outcome: Outcome) -> Iterable[str]:
    wanted = outcome.wish
    yield str(KIND_LABELS[wanted.values["kind"]])
    yield from filter(None, (wanted.values.get("job_title") or wanted.role, wanted.company))
    reached = [one.get("value") for one in wanted.values["comms"] if one["kind"] in ("email", "phone")]
    yield from filter(None, reached[:MOST_REACHES])
    yield from wanted.values["tags"][:MOST_REACHES]
    if wanted.photo:
        yield str(WITH_PHOTO)


def _asides(outcome: Outcome) -> str:
    """What goes into the description since it has no place of its own."""
    at_fault = {label for label, _text, _sentence in outcome.faults}
    labels = dict.fromkeys(one.label for one in outcome.wish.asides if one.label not in at_fault)
    words = ", ".join(filter(None, list(labels)[:MOST_FAULTS])) or (_("other lines") if labels else "")
    # Translators: %(fields)s are things that a card tells, such as "Nickname, Anniversary"
    return _("Goes into the description: %(fields)s.", fields=words) if words else ""
