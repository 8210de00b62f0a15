"""A simulation in the reader's words: what happens when, who gets which mail, and the picture of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from crm.kernel import moments
from crm.kernel.i18n import _, lazy, time_zone
from crm.team.queries import names_of
from crm.workflows.definition import Channel, Definition
from crm.workflows.effects import (
    AnswerTaken,
    Begun,
    Effect,
    Ended,
    Escalated,
    Outcome,
    PeopleChanged,
    RunEnded,
    Stuck,
    Told,
    ToldOutside,
)
from crm.workflows.presenters import picture
from crm.workflows.presenters.picture import Drawing
from crm.workflows.presenters.telling import Names
from crm.workflows.simulation import Simulation
from crm.workflows.state import Answer
from crm.workflows.wording import WORDINGS, MailKey

STATES: Final = {
    Outcome.DONE: "done", Outcome.APPROVED: "done", Outcome.INFORMED: "done", Outcome.REJECTED: "bad",
    Outcome.SKIPPED: "passed", Outcome.PASSED: "passed", Outcome.CANCELLED: "bad",
}  # fmt: skip

DEEDS: Final = (
    ("agree", lazy("They do it or approve it")),
    ("reject_once", lazy("They reject it the first time")),
    ("reject", lazy("They reject it each time")),
    ("nothing", lazy("They do nothing")),
)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of what happens. ``mail`` names the template, where people are told."""

    at: datetime
    icon: str
    text: str
    second: str = ""
    mail: str = ""

    @property
    def day(self) -> str:
        """The day that it stands under."""
        return moments.date_of(self.at.astimezone(ZoneInfo(time_zone())).date())

    @property
    def time(self) -> str:
        """The time of day."""
        return moments.time_of(self.at)


@dataclass(frozen=True, slots=True)
class Shown:
    """All of it."""

    events: Sequence[Event]
    drawing: Drawing
    end: str
    is_open: bool
    mails: int


def shown(definition: Definition, simulation: Simulation, names: Names) -> Shown:
    """The simulation as it is read; one statement for the names of people."""
    people = names_of(_people(simulation))
    titles = {step.key: step.title for step in definition.steps}
    events = [
        event
        for moment in simulation.moments
        for effect in moment.effects
        for event in _told(effect, moment.at, titles, people)
    ]
    drawing = picture.drawn(
        picture.sketches(definition, names, states=_states(simulation), marks=_marks(simulation))
    )
    mails = sum(event.mail != "" for event in events)
    return Shown(events, drawing, _end(simulation, titles), simulation.state.phase.is_open, mails)


def _told(effect: Effect, at: datetime, titles: dict[str, str], people: dict[int, str]) -> list[Event]:
    title = titles.get(getattr(effect, "step", ""), "")
    who = _list(getattr(effect, "user_ids", ()), people)
    if isinstance(effect, Begun):
        due = _("due %(at)s", at=moments.instant(effect.due_at)) if effect.due_at else ""
        return [
            Event(at, "player-play", _("“%(step)s” begins", step=title), " · ".join(filter(None, (who, due))))
        ]
    if isinstance(effect, Told):
        return [_mail(effect, at, title, who)]
    if isinstance(effect, ToldOutside):
        label = str(WORDINGS[MailKey.OUTSIDE].label)
        return [
            Event(at, "mail-forward", _("%(address)s is told", address=effect.outside.email), title, label)
        ]
    if isinstance(effect, AnswerTaken):
        return [Event(at, "check", _answered(effect, people), title)]
    return _of_course(effect, at, title, who)


def _of_course(effect: Effect, at: datetime, title: str, who: str) -> list[Event]:
    """What happens to the step, or to the run as a whole."""
    if isinstance(effect, PeopleChanged):
        return [Event(at, "user-share", _("“%(step)s” goes over to others", step=title), who)]
    if isinstance(effect, Escalated):
        return [Event(at, "alert-triangle", _("“%(step)s” is late", step=title), who)]
    if isinstance(effect, Stuck):
        told = _("“%(step)s” waits for nobody", step=title)
        return [Event(at, "alert-circle", told, _("Admins see it under Attention."))]
    if isinstance(effect, Ended) and effect.outcome in (Outcome.PASSED, Outcome.REJECTED):
        passed = effect.outcome is Outcome.PASSED
        told = (
            _("“%(step)s” is passed over", step=title) if passed else _("“%(step)s” is rejected", step=title)
        )
        return [Event(at, "arrow-down" if passed else "x", told)]
    if isinstance(effect, RunEnded):
        return [Event(at, "flag", _("The workflow ends"))]
    return []


def _mail(effect: Told, at: datetime, title: str, who: str) -> Event:
    label = str(WORDINGS[MailKey(effect.message.value)].label)
    by_mail, by_bell = Channel.EMAIL in effect.channels, Channel.BELL in effect.channels
    if by_mail and by_bell:
        how = _("by e-mail and in the bell")
    else:
        how = _("by e-mail") if by_mail else _("in the bell")
    return Event(at, "mail" if by_mail else "bell", who, f"{title} · {how}", label)


def _answered(effect: AnswerTaken, people: dict[int, str]) -> str:
    name = people.get(effect.user_id, "")
    return {
        Answer.DONE: _("Completed by %(name)s", name=name),
        Answer.APPROVED: _("Approved by %(name)s", name=name),
        Answer.REJECTED: _("Rejected by %(name)s", name=name),
    }[effect.answer]


def _states(simulation: Simulation) -> dict[str, str]:
    found: dict[str, str] = {}
    for moment in simulation.moments:
        for effect in moment.effects:
            if isinstance(effect, Begun):
                found[effect.step] = "now"
            elif isinstance(effect, Ended):
                found[effect.step] = STATES[effect.outcome]
    return found


def _marks(simulation: Simulation) -> dict[str, str]:
    """When each step began last."""
    return {
        effect.step: moments.instant(moment.at)
        for moment in simulation.moments
        for effect in moment.effects
        if isinstance(effect, Begun)
    }


def _end(simulation: Simulation, titles: dict[str, str]) -> str:
    state = simulation.state
    if simulation.cut:
        return _("It goes on for longer than is shown here.")
    if state.phase.is_open:
        return _("“%(step)s” waits on and on: nobody answers it.", step=titles.get(state.step or "", ""))
    last = moments.instant(simulation.moments[-1].at) if simulation.moments else ""
    return _("It ends %(at)s.", at=last)


def _people(simulation: Simulation) -> set[int]:
    return {
        user_id
        for moment in simulation.moments
        for effect in moment.effects
        for user_id in (*getattr(effect, "user_ids", ()), getattr(effect, "user_id", None) or 0)
        if user_id
    }


def _list(user_ids: Sequence[int], people: dict[int, str]) -> str:
    shown_ids = user_ids[:5]
    names = ", ".join(people.get(user_id, "") for user_id in shown_ids)
    more = len(user_ids) - len(shown_ids)
    return _("%(names)s and %(number)s more", names=names, number=more) if more else names
