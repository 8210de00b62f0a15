"""A stage for the engine: definitions in few words, and a fake clock that fires timers when they are due."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from crm.team.schedule import Hours, Schedule
from crm.team.working_time import WorkingTime
from crm.workflows.checking import Known, faults
from crm.workflows.definition import Definition
from crm.workflows.effects import Begun, Effect, Ended, Message, RunEnded, TimerSet, Told
from crm.workflows.engine.stepping import step
from crm.workflows.events import Answered, Event, Fired, Started
from crm.workflows.state import Answer, Walk
from crm.workflows.worlds import PlainWorld

ANNA, BORIS, CLARA, DMITRY = 1, 2, 3, 4
EVERYBODY = (ANNA, BORIS, CLARA, DMITRY)
SALES, DIRECTORS = 11, 12
"""A role, and another."""
DESK = 21
"""A group."""
MOSCOW = ZoneInfo("Europe/Moscow")
NINE_TO_SIX = Schedule(dict.fromkeys(range(1, 6), Hours(time(9), time(18))))
USER_1 = {"kind": "user", "id": ANNA}


def steps(*wishes: dict[str, Any]) -> Definition:
    """A definition of these steps, each Anna's to complete unless it says otherwise; it has no faults."""
    rows = [
        {"key": f"s{number}", "title": f"Step {number}", "responsible": USER_1, **wish}
        for number, wish in enumerate(wishes, start=1)
    ]
    definition = Definition.model_validate({"steps": rows})
    known = Known(users=EVERYBODY, roles=(SALES, DIRECTORS), groups=(DESK,), fields=("urgent",))
    assert [fault.path for fault in faults(definition, known)] == []
    return definition


def span(amount: int, unit: str = "hours", time: str = "working") -> dict[str, Any]:
    """A span as JSON."""
    return {"amount": amount, "unit": unit, "time": time}


def a_world(schedule: Schedule = NINE_TO_SIX, zone: ZoneInfo = MOSCOW, **wishes: Any) -> PlainWorld:
    """Anna, Boris, Clara and Dmitry; Anna and Boris sell, Dmitry directs, Clara owns the case."""
    usual = {
        "users": EVERYBODY,
        "roles": {SALES: (ANNA, BORIS), DIRECTORS: (DMITRY,)},
        "groups": {DESK: (ANNA, BORIS, CLARA)},
        "owner_id": CLARA,
    }
    return PlainWorld(WorkingTime(schedule, zone), **{**usual, **wishes})


@dataclass
class Play:
    """A run on a fake clock. ``log`` holds what followed and when, ``due`` the timers that are set."""

    definition: Definition
    world: PlainWorld
    now: datetime
    state: Walk = field(default_factory=lambda: Walk(before={}))
    log: list[tuple[datetime, Effect]] = field(default_factory=list)
    due: dict[int, datetime] = field(default_factory=dict)

    def happens(self, event: Event) -> list[Effect]:
        """Bring an event now."""
        self.state, effects = step(self.definition, self.state, event, now=self.now, world=self.world)
        self.log += [(self.now, effect) for effect in effects]
        self.due |= {one.seq: one.at for one in effects if isinstance(one, TimerSet)}
        return list(effects)

    def start(self, by: int = CLARA) -> "Play":
        """Begin, by Clara."""
        self.happens(Started(by))
        return self

    def answer(self, by: int, answer: str = "done", **more: Any) -> list[Effect]:
        """Somebody answers the step that waits."""
        return self.happens(Answered(by, self.state.round, Answer(answer), **more))

    def until(self, moment: datetime, *, at_once: bool = True) -> "Play":
        """Let time pass, and fire each timer when it is due; or all of them at the end, being late."""
        if not at_once:
            self.now = max(self.now, moment)
        while self.due:
            seq = min(self.due, key=lambda one: (self.due[one], one))
            if self.due[seq] > moment:
                break
            self.now = max(self.now, self.due.pop(seq))
            self.happens(Fired(seq))
        self.now = max(self.now, moment)
        return self

    def told(self, message: Message) -> list[tuple[datetime, tuple[int, ...]]]:
        """When whom was told by this message."""
        return [
            (at.astimezone(self.world.working.zone), effect.user_ids)
            for at, effect in self.log
            if isinstance(effect, Told) and effect.message is message
        ]

    def of(self, kind: type[Effect]) -> list[Any]:
        """The effects of one kind, in their order."""
        return [effect for _at, effect in self.log if isinstance(effect, kind)]

    @property
    def walked(self) -> list[tuple[str, str]]:
        """Which steps ended how."""
        return [(one.step, one.outcome.value) for one in self.of(Ended)]

    @property
    def begun(self) -> list[str]:
        """Which steps began."""
        return [one.step for one in self.of(Begun)]

    @property
    def outcome(self) -> str | None:
        """How the run ended, once."""
        ends = self.of(RunEnded)
        assert len(ends) <= 1
        return ends[0].outcome.value if ends else None

    def becomes(self, **changes: Any) -> None:
        """The world is another one from now on."""
        self.world = replace(self.world, **changes)


def at(zone: ZoneInfo = MOSCOW) -> Callable[..., datetime]:
    """Instants by a zone's clock."""
    return partial(datetime, tzinfo=zone)
