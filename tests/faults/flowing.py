"""Cases that go through a workflow of five steps under faults, each walked by a client until it is done (R4).

The clients only know the API: an answer without an answer of the server is given again under the same
Idempotency-Key. Some send a step back once, some wait until they were reminded of a step, or
until it is late and has escalated.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from tests.faults import faults
from tests.faults.instance import Instance, Workspace
from tests.faults.storm import SPACING_SECONDS, STALL_SECONDS, drain

CLIENTS: Final = 8
PATIENCE_SECONDS: Final = 600.0
LATE_SECONDS: Final = 150
"""A step that may take a minute has escalated by then: a minute later, and some seconds for the workers."""
REMINDED_SECONDS: Final = 105
"""One that may take two minutes is reminded of after the first; by then it was."""


def definition(manager_id: int) -> dict[str, Any]:
    """Complete, inform the manager, approve or send back, complete in time or escalate, approve."""
    own: dict[str, Any] = {"responsible": {"kind": "owner"}}
    manager = {"kind": "user", "id": manager_id}
    minute, two = ({"amount": number, "unit": "minutes", "time": "calendar"} for number in (1, 2))
    return {
        "steps": [
            {"key": "take", "title": "Take", "duration": two, "remind": minute, **own},
            {"key": "tell", "title": "Tell", "mode": "inform", "responsible": manager},
            {"key": "check", "title": "Check", "mode": "approve", "on_rejection": {"step": "take"}, **own},
            {
                "key": "mend", "title": "Mend", "duration": minute,
                "escalation": {"after": minute, "to": manager}, **own,
            },
            {"key": "close", "title": "Close", "mode": "approve", **own},
        ]
    }  # fmt: skip


@dataclass
class Flow:
    """What happened: runs by what their client wished, faults by kind, failed tries, seconds."""

    size: int
    runs: dict[int, str] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Clients:
    """A few threads that share the cases; each walks one at a time."""

    def __init__(
        self, instance: Instance, workspace: Workspace, workflow_id: int, *, size: int, seed: int
    ) -> None:
        self._instance, self._workspace, self._workflow_id = instance, workspace, workflow_id
        chance = random.Random(seed)
        self._work = iter(
            [
                (number, chance.choices(("plain", "back", "late", "reminded"), (6, 2, 1, 1))[0])
                for number in range(size)
            ]
        )
        self._lock = threading.Lock()
        self.flow = Flow(size)
        self.steps = 0
        self._threads = [threading.Thread(target=self._walk_on, daemon=True) for _ in range(CLIENTS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def have_ended(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def _walk_on(self) -> None:
        while True:
            with self._lock:
                task = next(self._work, None)
            if task is None:
                return
            self._walk(*task)

    def _walk(self, number: int, wish: str) -> None:
        case_id = self._sure(f"case-{number}", "/api/v1/cases", {"title": f"Flow {number:06d}"})["id"]
        runs = f"/api/v1/cases/{case_id}/workflows"
        run = self._sure(f"run-{number}", runs, {"workflow_id": self._workflow_id})
        path = f"{runs}/{run['id']}"
        while run["phase"] == "running":
            said = self._answer(run, wish)
            run = self._try_until(
                lambda key=f"{number}-{run['round']}", said=said: self._post(key, f"{path}/answers", said)
            )
            with self._lock:
                self.steps += 1
        with self._lock:
            self.flow.runs[run["id"]] = wish

    def _answer(self, run: dict[str, Any], wish: str) -> dict[str, Any]:
        """What the client says to the step that waits."""
        waits = run["steps"][-1]
        if waits["key"] == "mend" and wish == "late":
            time.sleep(LATE_SECONDS)
        if waits["key"] == "take" and wish == "reminded":
            time.sleep(REMINDED_SECONDS)
        first = sum(step["key"] == "check" for step in run["steps"]) == 1
        if waits["key"] == "check" and wish == "back" and first:
            return {"round": run["round"], "answer": "rejected", "note": "Once more"}
        return {"round": run["round"], "answer": "done" if waits["key"] in ("take", "mend") else "approved"}

    def _sure(self, key: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._try_until(lambda: self._post(key, path, body))

    def _post(self, key: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        status, answer = self._instance.post(path, body, workspace=self._workspace, key=key)
        if status in (200, 201):
            return dict(answer)
        with self._lock:
            self.flow.tries[f"answered {status}"] += 1
        return None

    def _try_until(self, act: Any) -> dict[str, Any]:
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            with suppress(OSError, http.client.HTTPException, json.JSONDecodeError):
                found: dict[str, Any] | None = act()
                if found is not None:
                    return found
            with self._lock:
                self.flow.tries["tried again"] += 1
            time.sleep(0.5)
        raise TimeoutError("a client has lost its patience")


def rage(instance: Instance, workspace: Workspace, *, size: int, kills: int, seed: int) -> Flow:
    """Walk all cases under faults, then let everything be worked off, the timers of steps included.

    Raises:
        TimeoutError: nothing has moved for four minutes.
    """
    body = {"name": "Flow", "definition": definition(workspace.manager_id)}
    made: list[Any] = []

    def post() -> bool:
        made.append(instance.post("/api/v1/workflows", body, workspace=workspace, key="flow"))
        return made[-1][0] == 201

    instance.until(post, "the workflow is there")
    clients = Clients(instance, workspace, made[-1][1]["id"], size=size, seed=seed)
    began = time.monotonic()
    clients.start()
    _blow(instance, clients, kills, random.Random(seed))
    clients.flow.seconds = time.monotonic() - began
    drain(instance)
    return clients.flow


def _blow(instance: Instance, clients: Clients, kills: int, chance: random.Random) -> None:
    moved_at = last_fault = time.monotonic()
    done = 0
    while not (clients.have_ended and clients.flow.kills.total() >= kills):
        instance.keep()
        now = time.monotonic()
        before, done = done, clients.steps
        moved_at = now if done > before or clients.have_ended else moved_at
        if now - moved_at > STALL_SECONDS:
            raise TimeoutError(f"nothing has moved for {STALL_SECONDS:.0f} s; logs are in {instance.folder}")
        wanted = kills if clients.have_ended else kills * done // (clients.flow.size * 4)
        if clients.flow.kills.total() < wanted and now - last_fault > SPACING_SECONDS:
            name = faults.chosen(chance)
            faults.RANDOM[name][0](instance, chance)
            clients.flow.kills[name] += 1
            last_fault = time.monotonic()
        time.sleep(0.1)
