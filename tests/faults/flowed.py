"""What has to be true when cases have gone through their workflow under faults (R4)."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

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
    """A reminder and an escalation once for each step that waited so long, never twice.

    A timer whose worker was killed rings again when its lease has ended: a step that is over by then is
    reminded of no more. What rang while the step waited and told nothing is lost.
    """
    told = Counter(
        (name, step_id)
        for name, step_id in _rows(
            instance, workspace,
            "SELECT name, (body->>'step_id')::bigint FROM {s}.fact"
            " WHERE name IN ('cases.StepReminded', 'cases.StepEscalated')",
        )
    )  # fmt: skip
    doubled = [which for which, times in told.items() if times > 1]
    steps = [_Timed(*row) for row in _rows(instance, workspace, _TIMED)]
    silent = [step for step in steps if step.ended > step.due and not told[step.name, step.id]]
    lost = [step for step in silent if step.rang is None or step.rang < step.ended]
    early = [step for step in steps if told[step.name, step.id] and step.ended < step.due]
    kinds = Counter(name for name, _step in told)
    latest = max((step.rang - step.due for step in steps if step.rang is not None), default=timedelta())
    wishes = Counter(flow.runs.values())
    most = {"cases.StepReminded": wishes["reminded"], "cases.StepEscalated": wishes["late"]}
    over = Counter(step.name for step in silent)
    came = all(kinds[name] + over[name] >= number for name, number in most.items())
    figures = (
        f"{dict(kinds)}: {len(doubled)} doubled, {len(lost)} lost, {len(early)} too early; {len(silent)} rang"
        f" when the step was over, the latest of all {latest.total_seconds():.0f} s after its time"
    )
    return Verdict("R4", came and not (doubled or lost or early), figures)


class _Timed(NamedTuple):
    """A step that is reminded of or escalates: when that is due, when the step ended, when its timer rang."""

    id: int
    name: str
    due: datetime
    ended: datetime
    rang: datetime | None


_TIMED: Final = """
    WITH timed AS (
        SELECT id, run_id, ended_at,
               CASE key WHEN 'take' THEN 'cases.StepReminded' ELSE 'cases.StepEscalated' END AS name,
               began_at + CASE key WHEN 'take' THEN interval '1 minute' ELSE interval '2 minutes' END AS due
        FROM {s}.case_step WHERE key IN ('take', 'mend')
    )
    SELECT id, name, due, ended_at, (
        SELECT min(job.finished_at) FROM control.job
        JOIN control.tenant ON tenant.id = job.tenant_id AND tenant.schema_name = {t}
        WHERE job.kind = 'cases.timer' AND (job.payload->>'run_id')::bigint = run_id
          AND job.due_at BETWEEN due - interval '1 second' AND due + interval '1 second'
    )
    FROM timed"""


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
    return instance.rows(query.format(s=f'"{workspace.schema}"', t=f"'{workspace.schema}'"))
