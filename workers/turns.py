"""Who is next: from due jobs to wake-ups, tenants in turn, with a cap on what each has in flight."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

IDS_A_WAKE_UP = 25
IN_FLIGHT_A_TENANT = 100
IN_FLIGHT_A_QUEUE = 1_000


@dataclass(frozen=True, slots=True)
class Due:
    """A job that could start now. ``tenant_id`` None is the control plane; it takes turns like a tenant."""

    id: int
    tenant_id: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class WakeUp:
    """What a worker is told: up to 25 jobs of one tenant and kind. Ids only; it may be lost or come twice."""

    queue: str
    tenant_id: int | None
    kind: str
    ids: tuple[int, ...]


def in_turn(
    due: Iterable[Due],
    *,
    in_flight: Mapping[tuple[str, int | None], int],
    queues: Mapping[str, str],
) -> list[WakeUp]:
    """The wake-ups that may go out now: one of each tenant and queue, then the next, until caps or jobs end.

    ``in_flight`` counts by (queue, tenant) what is on its way or running; ``queues`` maps kinds to queues.
    Within a tenant and queue the order of ``due`` holds, as far as batches of one kind allow.
    """
    room: defaultdict[str, int] = defaultdict(lambda: IN_FLIGHT_A_QUEUE)
    for (queue, _tenant), count in in_flight.items():
        room[queue] -= count
    lines = deque(_lines(due, in_flight, queues).values())
    chosen: list[WakeUp] = []
    while lines:
        line = lines.popleft()
        batch = line.popleft()
        ids = batch.ids[: room[batch.queue]]
        if not ids:
            continue
        room[batch.queue] -= len(ids)
        chosen.append(WakeUp(batch.queue, batch.tenant_id, batch.kind, ids))
        if line:
            lines.append(line)
    return chosen


def _lines(
    due: Iterable[Due], in_flight: Mapping[tuple[str, int | None], int], queues: Mapping[str, str]
) -> dict[tuple[str, int | None], deque[WakeUp]]:
    """For each queue and tenant its batches, as far as the tenant's cap allows."""
    batches: dict[tuple[str, int | None], dict[str, list[list[int]]]] = {}
    room: dict[tuple[str, int | None], int] = {}
    for job in due:
        line = (queues[job.kind], job.tenant_id)
        left = room.setdefault(line, IN_FLIGHT_A_TENANT - in_flight.get(line, 0))
        if left <= 0:
            continue
        room[line] -= 1
        of_kind = batches.setdefault(line, {}).setdefault(job.kind, [[]])
        if len(of_kind[-1]) == IDS_A_WAKE_UP:
            of_kind.append([])
        of_kind[-1].append(job.id)
    return {
        (queue, tenant): deque(
            WakeUp(queue, tenant, kind, tuple(ids)) for kind, lots in kinds.items() for ids in lots
        )
        for (queue, tenant), kinds in batches.items()
    }
