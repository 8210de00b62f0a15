"""The matrix (I7): who gets what answer at which door, for which object. Its rows stand in ``tables``.

A *standing* is how an object stands to Alice, a manager. ``ok`` is an answer below 400 that is no way to
the sign-in page, and ``idle`` one that changed nothing; ``out`` is that way, or 401 from the API; a number
is that status. Unseen is 404, seen but forbidden is 403; whoever lacks a permission altogether gets 403 for
every object and so learns nothing.
"""

from collections.abc import Callable
from typing import Any, Final

from tests.isolation.tables import (
    cases,
    consents,
    contacts,
    everybody,
    fields,
    files,
    imports,
    journal,
    privacy,
    tasks,
    team,
    timeline,
    views,
    workflows,
)
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, TWIN, Standing, file_key

PEOPLE: Final = {
    "Olga": OLGA,
    "Max": MAX,
    "Alice": ALICE,
    "Bob": BOB,
    "Carol": CAROL,
    "Ned": NED,
    "nobody": None,
}
ROLES: Final = "Olga owner · Max admin · Alice, Bob (one group), Carol managers · Ned observer"

OBJECTS: Final[dict[str, dict[str, object]]] = {
    "contact_id": {standing.name.lower(): int(standing) for standing in Standing},
    "entry_id": {standing.name.lower(): int(standing) for standing in Standing},
    "case_id": {standing.name.lower(): int(standing) for standing in Standing},
    "user_id": {"bobs": BOB.id, "owners": OLGA.id, "foreign": 7, "random": 999_999},
    "session_id": {"alices": ALICE.id, "foreign": 7, "random": 999_999},
    "token_id": {"alices": ALICE.id, "foreign": 7, "random": 999_999},
    "fact_id": {"some": 1, "random": 999_999},
    "role_id": {"own": 5, "builtin": 3, "foreign": 6, "random": 999_999},
    "group_id": {"some": 1, "foreign": 3, "random": 999_999},
    "type_id": {"some": 1, "foreign": 5, "random": 999_999},
    "class_id": {"some": 1, "foreign": 2, "random": 999_999},
    "tag_id": {"some": 1, "foreign": 3, "random": 999_999},
    "field_id": {"some": 1, "foreign": 2, "random": 999_999},
    "section_id": {"some": 1, "foreign": 2, "random": 999_999},
    "purpose_id": {"some": 1, "foreign": 2, "random": 999_999},
    "task_id": {
        "own": 1,
        "colleagues": 2,
        "other_groups": 3,
        "deleted": 4,
        "foreign": 5,
        "random": 999_999,
    },
    "category_id": {"some": 1, "foreign": 6, "random": 999_999},
    "template_id": {"some": 1, "foreign": 2, "random": 999_999},
    "invitation_id": {"some": 1, "foreign": 2, "random": 999_999},
    "version": {"norths": 1, "foreign": 2, "random": 999_999},
    "logo_id": {"norths": 1, "foreign": 2, "random": 999_999},
    "kind": {"contacts": "contact", "nothings": "nothing"},
    "act_id": {"alices": 1, "random": 999_999},
    "photo_key": {
        "alices": file_key(NORTH, 2),
        "replaced": file_key(NORTH, 1),
        **{standing.name.lower(): file_key(NORTH, 2 * standing + 1) for standing in list(Standing)[:6]},
        "foreign": file_key(TWIN, 2),
        "random": "0" * 32,
    },
    "photo_id": {"alices": 1, "contacts": 3, "foreign": 16, "random": 999_999},
    "about_id": {standing.name.lower(): int(standing) for standing in Standing},
    "file_id": {
        **{standing.name.lower(): 2 * standing + 2 for standing in list(Standing)[:6]},
        "foreign": 17,
        "random": 999_999,
    },
    "run_id": {"random": 999_999},
    "action_key": {"some": "type", "random": "nothing"},
    "export_id": {"random": 999_999},
    "import_id": {"random": 999_999},
    "erasure_id": {"random": 999_999},
    "job_id": {"random": 999_999},
    "mail_id": {"random": 999_999},
    "notice_id": {"bobs": 1, "random": 999_999},
    "secret": {"random": "nothing"},
    "view_id": {"alices": 1, "everybodys": 2, "groups": 3, "foreign": 4, "random": 999_999},
    "token": {"random": "nothing"},
    "reference": {"random": "nothing"},
    "name": {"random": "nothing"},
    "group": {"some": "contacts", "random": "nothing"},
    "workflow_id": {"some": 1, "foreign": 2, "random": 999_999},
    "mail_kind": {"some": "task", "random": "nothing"},
}
"""The objects that each argument of an address is tried with."""

BESIDE: Final[dict[str, Callable[[Any], object]]] = {
    "record_id": lambda _kind: int(Standing.DELETED),
    "about_kind": lambda _about_id: "contact",
    "key": lambda _contact_id: "history",
    "entry_id": lambda contact_id: contact_id,
    "comment_id": lambda case_id: case_id,
    "place": lambda _task_id: 0,
    "case_run_id": lambda _case_id: 999_999,
    "act": lambda _case_id: "skip",
    "field": lambda _contact_id: "source",
    "language": lambda _mail_kind: "en",
    "number": lambda _workflow_id: 1,
    "link_id": lambda contact_id: {1: 1, 2: 2, 3: 3, 4: 3, 5: 1, 6: 1, 7: 4}.get(contact_id, 999_999),
}
"""What stands in an address after its object, made of the object's own id."""

TABLES: Final = (
    everybody, team, files, contacts, cases, fields, consents, journal, timeline, privacy, imports, views,
    workflows,
    tasks,
)  # fmt: skip

Expected = dict[str, str]
"""A person's name → ``ok``, ``out`` or a status."""


def patterns() -> dict[str, dict[str, Expected]]:
    """Pattern → standing (``""`` where there is no object) → what everybody gets."""
    found: dict[str, dict[str, Expected]] = {}
    columns, pattern = list(PEOPLE), ""
    for line in (line for table in TABLES for line in table.PATTERNS.splitlines() if line.strip()):
        name, cells = line[:23].strip(), line[23:].split()
        if cells == columns:
            continue
        if not cells:
            pattern = name
            found[pattern] = {}
        elif line.startswith(" "):
            found[pattern][name] = dict(zip(columns, cells, strict=True))
        else:
            found[name] = {"": dict(zip(columns, cells, strict=True))}
    return found


def routes() -> dict[str, str]:
    """Door (``GET /contacts/<contact_id>``) → pattern."""
    found = {}
    for line in (line for table in TABLES for line in table.ROUTES.splitlines() if line.strip()):
        method, path, pattern = line.split(maxsplit=2)
        found[f"{method} {path}"] = pattern
    return found
