"""Who is next: from due jobs to wake-ups, tenants in turn, with a cap on what each has in flight.

A wake-up costs a fork, so where much is in flight already jobs are gathered into whole batches; where little
is, each goes out at once.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

IDS_A_WAKE_UP: Final = 25
IN_FLIGHT_A_TENANT: Final = 100
IN_FLIGHT_A_QUEUE: Final = 1_000
BUSY: Final = 8
"""From so many in flight on, a tenant's jobs are gathered."""
GATHER_SECONDS: Final = 1
"""No job is kept waiting for longer for its batch to fill."""

Line = tuple[str, int | None]
"""A queue and a tenant: those who take turns."""


@dataclass(frozen=True, slots=True)
class Due:
    """A job that could start now. ``tenant_id`` None is the control plane; it takes turns like a tenant.

    ``has_waited`` says that it has been due for longer than jobs are gathered.
    """

    id: int
    tenant_id: int | None
    kind: str
    has_waited: bool = False


@dataclass(frozen=True, slots=True)
class WakeUp:
    """What a worker is told: up to 25 jobs of one tenant and kind. Ids only; it may be lost or come twice."""

    queue: str
    tenant_id: int | None
    kind: str
    ids: tuple[int, ...]


def in_turn(due: Iterable[Due], *, in_flight: Mapping[Line, int], queues: Mapping[str, str]) -> list[WakeUp]:
    """The wake-ups that may go out now: one of each tenant and queue, then the next, until caps or jobs end.

    ``in_flight`` counts by (queue, tenant) what is on its way or running; ``queues`` maps kinds to queues.
    A batch goes out whole or not at all. Within a tenant and queue the order of ``due`` holds, as far as
    batches of one kind allow.
    """
    room: defaultdict[str, int] = defaultdict(lambda: IN_FLIGHT_A_QUEUE)
    for (queue, _tenant), count in in_flight.items():
        room[queue] -= count
    lines = deque(_lines(due, in_flight, queues))
    chosen: list[WakeUp] = []
    while lines:
        line = lines.popleft()
        wake_up = line.popleft()
        if len(wake_up.ids) <= room[wake_up.queue]:
            room[wake_up.queue] -= len(wake_up.ids)
            chosen.append(wake_up)
        if line:
            lines.append(line)
    return chosen


def _lines(
    due: Iterable[Due], in_flight: Mapping[Line, int], queues: Mapping[str, str]
) -> Iterable[deque[WakeUp]]:
    """For each tenant and queue its wake-ups, as far as the tenant's cap allows."""
    lots: dict[Line, dict[str, list[Due]]] = {}
    for job in due:
        lots.setdefault((queues[job.kind], job.tenant_id), {}).setdefault(job.kind, []).append(job)
    for line, kinds in lots.items():
        flying = in_flight.get(line, 0)
        room = IN_FLIGHT_A_TENANT - flying
        wake_ups: deque[WakeUp] = deque()
        for batch in _batches(kinds.values(), is_busy=flying >= BUSY):
            if len(batch) <= room:
                room -= len(batch)
                wake_ups.append(WakeUp(*line, batch[0].kind, tuple(job.id for job in batch)))
        if wake_ups:
            yield wake_ups


def _batches(lots: Iterable[list[Due]], *, is_busy: bool) -> Iterable[list[Due]]:
    """Each lot in batches; of a busy line only whole ones and those that have waited."""
    for jobs in lots:
        for start in range(0, len(jobs), IDS_A_WAKE_UP):
            batch = jobs[start : start + IDS_A_WAKE_UP]
            if not is_busy or len(batch) == IDS_A_WAKE_UP or any(job.has_waited for job in batch):
                yield batch
