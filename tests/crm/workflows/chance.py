"""Random definitions and worlds, for property tests of the engine."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from crm.team.schedule import Holiday, Hours, Schedule
from crm.team.working_time import QuietHours
from crm.workflows.definition import Definition
from tests.crm.workflows.stage import DESK, DIRECTORS, EVERYBODY, SALES, a_world

ZONES = ["Europe/Moscow", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Vladivostok"]
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def _clock(quarters: int) -> time:
    return time(quarters // 4 % 24, quarters % 4 * 15)


hours = st.builds(
    lambda opens, length: Hours(_clock(opens), _clock(min(opens + length, 96))),
    st.integers(0, 88),
    st.integers(8, 60),
)
days = st.builds(Holiday, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.just(""), st.none() | hours)
schedules = st.builds(
    lambda week, off: Schedule(week, tuple({day.on: day for day in off}.values())),
    st.dictionaries(st.integers(1, 7), hours, min_size=1),
    st.lists(days, max_size=10),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 365 * 24 * 60).map(lambda minute: YEAR + timedelta(minutes=minute))
clocks = st.sampled_from(["working", "calendar"])
spans = st.builds(
    lambda amount, unit, clock: {"amount": amount, "unit": unit, "time": clock},
    st.integers(1, 12),
    st.sampled_from(["minutes", "hours", "days"]),
    clocks,
)
one_person = st.sampled_from(EVERYBODY).map(lambda user_id: {"kind": "user", "id": user_id})
several = st.builds(
    lambda which, pick: {"kind": which[0], "id": which[1], "pick": pick},
    st.sampled_from([("role", SALES), ("role", DIRECTORS), ("group", DESK)]),
    st.sampled_from(["all", "all", "round_robin", "least_busy"]),
)
people = one_person | several | st.just({"kind": "lead"}) | st.just({"kind": "owner"})
escalations = st.builds(
    lambda after, to, act: {"after": after, "to": to, "act": act},
    spans,
    one_person | st.just({"kind": "role", "id": DIRECTORS}),
    st.sampled_from(["inform", "reassign"]),
)
conditions = st.sampled_from(["low", "high"]).map(
    lambda value: {"tests": [{"field": "priority", "op": "is", "value": value}]}
)


@st.composite
def definitions(draw: Any, most: int = 5) -> Definition:
    """Up to so many steps of every sort; rejections go anywhere."""
    number = draw(st.integers(1, most))
    rows = [draw(_step(place, number)) for place in range(number)]
    return Definition.model_validate({"steps": rows})


@st.composite
def _step(draw: Any, place: int, number: int) -> dict[str, Any]:
    mode = draw(st.sampled_from(["inform", "complete", "complete", "approve", "approve"]))
    row = {"key": f"s{place}", "title": f"Step {place}", "mode": mode, "responsible": draw(people)}
    if draw(st.integers(0, 5)) == 0:
        row["condition"] = draw(conditions)
    if mode == "inform":
        return row
    row["needs"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        row["duration"] = draw(spans)
        row["remind"] = draw(st.none() | spans)
        row["escalation"] = draw(st.none() | escalations)
    if mode == "approve" and draw(st.booleans()):
        row["on_rejection"] = {"step": f"s{draw(st.integers(0, number - 1))}"}
    return row


quiet = st.none() | st.builds(
    lambda begins, length: QuietHours(_clock(begins), _clock(begins + length)),
    st.integers(0, 95),
    st.integers(1, 40),
)


@st.composite
def worlds(draw: Any) -> Any:
    """Everybody at work, some of them in zones of their own."""
    own = {user_id: draw(zones) for user_id in EVERYBODY if draw(st.booleans())}
    return a_world(
        draw(schedules),
        draw(zones),
        zones=own,
        quiet={user_id: found for user_id in EVERYBODY if (found := draw(quiet))},
        lead_id=draw(st.none() | st.sampled_from(EVERYBODY)),
        facts={"priority": draw(st.sampled_from(["low", "high"]))},
    )
