"""What has to be true when cases have gone through their workflow under faults (R4)."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults import faults
from tests.faults.checks import Verdict, no_dead_jobs, received
from tests.faults.flowing import Flow
from tests.faults.instance import Instance, Workspace

ONCE = ["take", "tell", "check"]
PATHS = {
    "plain": [*ONCE, "mend", "close"],
    "back": [*ONCE, *ONCE, "mend", "close"],
    "late": [*ONCE, "mend", "close"],
    "reminded": [*ONCE, "mend", "close"],
}
SURELY_REMINDED_SECONDS = 100
"""A step that is reminded of after a minute, and waited so long, was reminded of."""


def after(flow: Flow, instance: Instance, workspace: Workspace) -> list[Verdict]:
    """Everything that is checked."""
    return [
        every_step_once(flow, instance, workspace),
        every_timer_once(flow, instance, workspace),
        everybody_told_once(flow, instance, workspace),
        no_dead_jobs(instance),
    ]


def every_step_once(flow: Flow, instance: Instance, workspace: Workspace) -> Verdict:
    """No step lost, doubled or out of order, and each answer taken once."""
    walked: dict[int, list[Any]] = defaultdict(list)
    query = (
        "SELECT run_id, round, key, outcome, jsonb_array_length(answers) FROM {s}.case_step"
        " ORDER BY run_id, round"
    )
    for run_id, *step in _rows(instance, workspace, query):
        walked[run_id].append(step)
    wrong = [run_id for run_id, wish in flow.runs.items() if not _is_right(walked[run_id], wish)]
    phases = Counter(row[0] for row in _rows(instance, workspace, "SELECT phase FROM {s}.case_run"))
    kept = _rows(instance, workspace, "SELECT count(*) FROM {s}.fact WHERE name = 'cases.StepAnswered'")[0][0]
    answers = sum(step[3] for steps in walked.values() for step in steps)
    holds = phases == {"done": flow.size} and len(flow.runs) == flow.size and not wrong and kept == answers
    return Verdict(
        "R4", holds,
        f"{phases['done']} of {flow.size} runs done under {flow.kills.total()} faults,"
        f" {sum(map(len, walked.values()))} steps: {len(wrong)} runs with one lost, doubled or out of order;"
        f" {answers} answers, {kept} facts of them",
    )  # fmt: skip


def every_timer_once(flow: Flow, instance: Instance, workspace: Workspace) -> Verdict:
    """A reminder and an escalation once for each step that waited so long, never twice."""
    told = Counter(
        (name, step_id)
        for name, step_id in _rows(
            instance, workspace,
            "SELECT name, (body->>'step_id')::bigint FROM {s}.fact"
            " WHERE name IN ('cases.StepReminded', 'cases.StepEscalated')",
        )
    )  # fmt: skip
    doubled = [which for which, times in told.items() if times > 1]
    waited = _rows(
        instance, workspace,
        "SELECT id, key, extract(epoch FROM ended_at - began_at)::float FROM {s}.case_step"
        " WHERE key IN ('take', 'mend')",
    )  # fmt: skip
    lost = [
        step_id
        for step_id, key, seconds in waited
        if seconds > (SURELY_REMINDED_SECONDS if key == "take" else 145)
        and not told["cases.StepReminded" if key == "take" else "cases.StepEscalated", step_id]
    ]
    early = [
        step_id for step_id, key, seconds in waited
        if told["cases.StepReminded" if key == "take" else "cases.StepEscalated", step_id]
        and seconds < (60 if key == "take" else 120)
    ]  # fmt: skip
    kinds = Counter(name for name, _step in told)
    figures = f"{dict(kinds)}: {len(doubled)} doubled, {len(lost)} lost, {len(early)} too early"
    wishes = Counter(flow.runs.values())
    came = (
        kinds["cases.StepReminded"] >= wishes["reminded"] and kinds["cases.StepEscalated"] >= wishes["late"]
    )
    return Verdict("R4", came and not (doubled or lost or early), figures)


def everybody_told_once(flow: Flow, instance: Instance, workspace: Workspace) -> Verdict:
    """A notice and a mail of each thing that the manager was to learn; a mail that came twice is the same."""
    query = "SELECT count(*) FROM {s}.fact WHERE name IN ('cases.StepInformed', 'cases.StepEscalated')"
    wanted = _rows(instance, workspace, query)[0][0]
    bells = _rows(
        instance, workspace, "SELECT count(*) FROM {s}.notice WHERE user_id = " + str(workspace.manager_id)
    )
    mails = Counter(
        message_id for to, _name, message_id in received(instance) if to == workspace.manager_email
    )
    dropped = _rows(instance, workspace, "SELECT count(*) FROM {s}.mail WHERE state = 'dropped'")[0][0]
    doubled = mails.total() - len(mails)
    suspects = sum(flow.kills[name] for name in faults.OF_SENDER_OR_DATABASE)
    holds = bells[0][0] == wanted and len(mails) + dropped >= wanted and doubled <= suspects
    return Verdict(
        "R4", holds,
        f"{wanted} notices to the manager: {bells[0][0]} in the bell, {len(mails)} mails,"
        f" {dropped} not sent as the step was over, {doubled} doubled under {suspects} kills",
    )  # fmt: skip


def workers_live_tomorrow(instance: Instance) -> Verdict:
    """R11: the clocks of the workers really were a day fast: their log is dated so."""
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    lines = instance.workers.log.read_text().splitlines()
    dated = sum(line.startswith(tomorrow) for line in lines)
    return Verdict("R11", dated > 0, f"{dated} lines of the workers' log are dated {tomorrow}")


def _is_right(steps: list[Any], wish: str) -> bool:
    rounds, keys = [step[0] for step in steps], [step[1] for step in steps]
    answered = all(step[3] == (step[1] != "tell") for step in steps)
    ended = all(step[2] for step in steps)
    return rounds == list(range(1, len(steps) + 1)) and keys == PATHS[wish] and answered and ended


def _rows(instance: Instance, workspace: Workspace, query: str) -> list[Any]:
    return instance.rows(query.format(s=f'"{workspace.schema}"'))
