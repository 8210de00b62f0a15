"""Imports under faults: somebody brings files along, checks and imports them, while parts are killed (R2).

All goes through the API, as a program or a page would. Faults come as the work proceeds, half of them in dry
runs, half in runs, and only while somebody works on the import. If it is done before all have come, the next
file follows.
"""

import csv
import io
import json
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from tests.faults import faults
from tests.faults.instance import Instance, Workspace
from tests.faults.sheets import COLUMNS, TAGS, THERE, Sheet, email_of_one_there, sheet
from tests.faults.storm import STALL_SECONDS, drain

MOST_FILES: Final = 40
FEW_FILES: Final = 2
"""Where they are small: some are done before a fault comes."""
SMALL_ROWS: Final = 10_000
SPACING_SECONDS: Final = 0.3
IN_ONE_PLACE: Final = 2
"""So many faults may come before the import has moved."""
MANAGER: Final = "Alice"
BUSY: Final = {"checking": "dry run", "running": "run"}
BOUNDARY: Final = "rig-0123456789"


@dataclass(slots=True)
class Imported:
    """A file, the workspace it went to, and what was told of its import."""

    workspace: Workspace
    sheet: Sheet
    place: str = ""
    checked: dict[str, Any] = field(default_factory=dict)
    done: dict[str, Any] = field(default_factory=dict)
    left_out: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Blown:
    """What happened: the imports, faults by phase and kind, and how long each phase took, in seconds."""

    imports: list[Imported] = field(default_factory=list)
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def of_phase(self, phase: str) -> Counter[str]:
        """The faults that fell in the dry runs, or in the runs."""
        return Counter({name: count for (one, name), count in self.kills.items() if one == phase})

    def of_kind(self, name: str) -> int:
        """How often this fault came."""
        return sum(count for (_phase, one), count in self.kills.items() if one == name)


def rage(instance: Instance, workspaces: list[Workspace], *, rows: int, kills: int, seed: int) -> Blown:
    """Import files of so many rows under so many faults, then let everything be worked off.

    Raises:
        TimeoutError: nothing has moved for four minutes.
    """
    blown, chance = Blown(), random.Random(seed)
    shares = {"dry run": kills - kills // 2, "run": kills // 2}
    for workspace in workspaces:
        _furnish(instance, workspace)
    most = MOST_FILES if rows >= SMALL_ROWS else FEW_FILES
    while not blown.imports or (blown.kills.total() < kills and len(blown.imports) < most):
        number = len(blown.imports)
        made = sheet(f"R{number}x", rows=rows, seed=seed + number, manager=MANAGER)
        one = Imported(workspaces[number % len(workspaces)], made)
        blown.imports.append(one)
        _import(_Way(instance, one), blown, shares, chance)
    blown.seconds["to work all off"] += round(drain(instance))
    for one in blown.imports:
        _Way(instance, one).take_left_out()
    return blown


def _furnish(instance: Instance, workspace: Workspace) -> None:
    """Tags, and the contacts that are there before any file comes."""
    for number, tag in enumerate(TAGS):
        _told(instance.post("/api/v1/tags", {"name": tag}, workspace=workspace, key=f"tag-{number}"))
    for number in range(THERE):
        comms = [{"kind": "email", "value": email_of_one_there(number)}]
        body = {"kind": "person", "last_name": f"There{number}", "first_name": "Old", "comms": comms}
        _told(instance.post("/api/v1/contacts", body, workspace=workspace, key=f"there-{number}"))


def _told(answer: tuple[int, Any]) -> Any:
    if answer[0] not in (200, 201):
        raise RuntimeError(f"answered {answer[0]}: {answer[1]}")
    return answer[1]


def _import(way: "_Way", blown: Blown, shares: dict[str, int], chance: random.Random) -> None:
    one = way.one
    way.upload()
    way.begin("check", {"targets": list(COLUMNS.values())}, unless=("mapping",))
    one.checked = _Phase(way, blown, "dry run", shares["dry run"], chance).see_through()
    if one.checked["stage"] != "checked":
        raise RuntimeError(f"the dry run ended as {one.checked}")
    way.begin("run", {}, unless=("checked",))
    one.done = _Phase(way, blown, "run", shares["run"], chance).see_through()


class _Way:
    """One import, step by step; each step is tried until it is answered."""

    def __init__(self, instance: Instance, one: Imported) -> None:
        self.instance, self.one = instance, one

    def upload(self) -> None:
        """Send the file."""
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="rig.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        body = head.encode() + self.one.sheet.content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"

        def send() -> bool:
            status, told = self._ask("POST", "/api/v1/imports", body, kind)
            if status == 201:
                self.one.place = f"/api/v1/imports/{json.loads(told)['id']}"
            return status == 201

        self.instance.until(send, "the file is uploaded")

    def begin(self, step: str, body: dict[str, Any], *, unless: tuple[str, ...]) -> None:
        """Ask for the next step until the import is none of these stages any more."""

        def ask() -> bool:
            self._ask("POST", f"{self.one.place}/{step}", json.dumps(body).encode(), "application/json")
            told = self.told()
            return told is not None and told["stage"] not in unless

        self.instance.until(ask, f"the import is asked to {step}")

    def told(self) -> dict[str, Any] | None:
        """What the API tells of it; None while nobody answers."""
        with suppress(OSError, HTTPException):
            status, told = self._ask("GET", self.one.place, None, "application/json")
            return json.loads(told) if status == 200 else None
        return None

    def take_left_out(self) -> None:
        """Take the file of the faulty rows."""

        def take() -> bool:
            status, told = self._ask("GET", f"{self.one.place}/rows", None, "text/csv")
            self.one.left_out = list(csv.reader(io.StringIO(told.decode("utf-8-sig"), newline="")))
            return status == 200

        self.instance.until(take, "the faulty rows are taken")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, bytes]:
        workspace = self.one.workspace
        connection = HTTPConnection("127.0.0.1", self.instance.port, timeout=60)
        headers = {
            "Host": f"{workspace.slug}.localhost:{self.instance.port}",
            "Authorization": f"Bearer {workspace.token}",
            "Content-Type": kind,
        }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


class _Phase:
    """A dry run or a run, with its share of the faults."""

    def __init__(self, way: _Way, blown: Blown, phase: str, share: int, chance: random.Random) -> None:
        self._way, self._blown, self._phase, self._share, self._chance = way, blown, phase, share, chance
        self._moved_at = self._last_fault = time.monotonic()
        self._at, self._faults_here = -1, 0

    def see_through(self) -> dict[str, Any]:
        """Watch it until it has ended; returns what is told of it then."""
        began, instance = time.monotonic(), self._way.instance
        while True:
            instance.keep()
            told = self._way.told()
            if told is not None and told["stage"] not in BUSY:
                self._blown.seconds[self._phase] += round(time.monotonic() - began)
                return told
            if told is not None:
                self._note(told)
                if self._is_due(told):
                    self._strike()
            time.sleep(0.02)

    def _note(self, told: dict[str, Any]) -> None:
        now = time.monotonic()
        if told["done"] != self._at:
            self._at, self._moved_at, self._faults_here = told["done"], now, 0
        elif now - self._moved_at > STALL_SECONDS:
            raise TimeoutError(f"the {self._phase} stands at {told['done']} rows for {STALL_SECONDS:.0f} s")

    def _is_due(self, told: dict[str, Any]) -> bool:
        had = self._blown.of_phase(self._phase).total()
        is_first = len(self._blown.imports) == 1
        proceeded = told["done"] / (told["total"] or 1) if is_first else 1
        return (
            had < min(self._share, 1 + self._share * proceeded * 1.5)
            and self._faults_here < IN_ONE_PLACE
            and time.monotonic() - self._last_fault > SPACING_SECONDS
        )

    def _strike(self) -> None:
        """A fault at some moment, if somebody works on the import then."""
        time.sleep(self._chance.uniform(0, 0.2))
        told, works = self._way.told(), faults.importing(self._way.instance)
        if not works or told is None or told["stage"] not in BUSY:
            return
        name = faults.chosen(self._chance, faults.WHILE_IMPORTING)
        faults.WHILE_IMPORTING[name][0](self._way.instance, self._chance)
        self._blown.kills[self._phase, name] += 1
        self._faults_here += 1
        self._last_fault = time.monotonic()
