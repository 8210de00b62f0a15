"""Clients that add contacts through the API, each with an Idempotency-Key, until it is acknowledged (R1).

``python -m tests.faults.writing PLAN ACKNOWLEDGED`` is a process of its own, so that neither the faults nor
the keeping of the instance slow it down. ``ACKNOWLEDGED`` gets a line for each 201 the moment it came; at the
end ``ACKNOWLEDGED.tries`` tells how the tries went that got no 201.
"""

import http.client
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

CLIENTS = 4
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written where; the first ``notices`` of the writes make somebody else responsible.

    ``prefix`` makes the names of one run unlike those of another.
    """

    port: int
    seed: int
    writes: int
    notices: int
    prefix: str
    workspaces: list[dict[str, Any]]

    def each(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """Number, name and workspace of each contact; the same for the same seed."""
        chance = random.Random(self.seed)
        for number in range(self.writes):
            yield number, f"{self.prefix}{number:06d}", chance.choice(self.workspaces)


class Clients:
    """A few threads that share the work and each keep at one contact until it is acknowledged."""

    def __init__(self, plan: Plan, acknowledged: TextIO) -> None:
        self._plan = plan
        self._work = plan.each()
        self._acknowledged = acknowledged
        self._lock = threading.Lock()
        self.tries: Counter[str] = Counter()

    def run(self) -> None:
        threads = [threading.Thread(target=self._write) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _write(self) -> None:
        while True:
            with self._lock:
                task = next(self._work, None)
            if task is None:
                return
            self._until_acknowledged(*task)

    def _until_acknowledged(self, number: int, name: str, workspace: dict[str, Any]) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        pause = 0.05
        while time.monotonic() < limit:
            tells = number < self._plan.notices
            outcome, contact_id = self._try(name, workspace, tells=tells)
            if contact_id is not None:
                self._note({"name": name, "workspace": workspace["slug"], "id": contact_id, "tells": tells})
                return
            with self._lock:
                self.tries[outcome] += 1
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
        with self._lock:
            self.tries["given up"] += 1

    def _try(self, name: str, workspace: dict[str, Any], *, tells: bool) -> tuple[str, int | None]:
        """One try: how it went, and the contact's id if it was acknowledged."""
        connection = http.client.HTTPConnection("127.0.0.1", self._plan.port, timeout=20)
        body: dict[str, Any] = {"kind": "person", "first_name": "Storm", "last_name": name}
        if tells:
            body["manager_ids"] = [workspace["manager_id"]]
        headers = {
            "Host": f"{workspace['slug']}.localhost:{self._plan.port}",
            "Authorization": f"Bearer {workspace['token']}",
            "Content-Type": "application/json",
            "Idempotency-Key": name,
        }
        try:
            connection.request("POST", "/api/v1/contacts", json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read()
        except ConnectionRefusedError:
            return "refused", None
        except (OSError, http.client.HTTPException) as error:
            return f"broken off: {type(error).__name__}", None
        finally:
            connection.close()
        if answer.status == 201:
            return "acknowledged", int(json.loads(said)["id"])
        return f"answered {answer.status}", None

    def _note(self, line: dict[str, Any]) -> None:
        with self._lock:
            self._acknowledged.write(json.dumps(line) + "\n")
            self._acknowledged.flush()


def main() -> None:
    plan_file, acknowledged_file = (Path(argument) for argument in sys.argv[1:3])
    plan = Plan(**json.loads(plan_file.read_text()))
    with acknowledged_file.open("w") as acknowledged:
        clients = Clients(plan, acknowledged)
        clients.run()
    acknowledged_file.with_suffix(".tries").write_text(json.dumps(clients.tries))


if __name__ == "__main__":
    main()
