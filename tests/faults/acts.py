"""Single acts of the drills: assigning a contact, and waiting until its manager was told."""

import json
import time
from contextlib import suppress
from http.client import HTTPException
from typing import Any

from tests.faults.instance import Instance, Workspace

Contact = tuple[Workspace, int, str]
"""Where a contact is, its id, and the last name by which the rig knows it."""


def assigned(instance: Instance, workspace: Workspace, name: str) -> Contact:
    """Add a contact and make the manager responsible; tried until it is acknowledged, once in effect."""
    body = {"kind": "person", "first_name": "Drill", "last_name": name, "manager_ids": [workspace.manager_id]}
    answers: list[Any] = []

    def post() -> bool:
        with suppress(HTTPException):
            answers.append(instance.post("/api/v1/contacts", body, workspace=workspace, key=name))
        return bool(answers) and answers[-1][0] == 201

    instance.until(post, f"{name} is acknowledged")
    return workspace, answers[-1][1]["id"], name


def is_told(instance: Instance, contact: Contact) -> bool:
    """Whether the mail of it was sent."""
    workspace, contact_id, _name = contact
    query = f'SELECT count(*) FROM "{workspace.schema}".mail WHERE about_id = %s AND state = %s'
    return bool(instance.rows(query, contact_id, "sent")[0][0])


def until_told(instance: Instance, contact: Contact) -> float:
    """Wait until its mail was sent; returns how many seconds that took."""
    return instance.until(lambda: is_told(instance, contact), f"{contact[2]} is told of")


def mistreat_mail(instance: Instance, *, delay_seconds: float = 0.0, refusal: str | None = None) -> None:
    """Have the mail sink answer late, or refuse; without arguments it is well again."""
    fresh = instance.mails / f".faults.{time.time_ns()}"
    fresh.write_text(json.dumps({"delay_seconds": delay_seconds, "refusal": refusal}))
    fresh.replace(instance.mails / ".faults.json")
