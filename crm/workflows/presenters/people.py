"""People, roles and groups that steps are for: what they are called, and who answers to a name."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import func, select

from crm.fields.models import CustomField
from crm.kernel.db import db
from crm.kernel.forms import LARGEST_ID, clean
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold, patterns
from crm.team.models import Group, Role, User
from crm.team.presenters.offers import ids_in
from crm.team.presenters.roles import role_name
from crm.team.queries import active_users, groups
from crm.workflows.forms.typed import Row

OFFERED: Final = 8
"""So many of each kind are offered at once."""
MOST_FIELDS: Final = 100
LONGEST: Final = 100
MOST_COLLEAGUES: Final = 100
KINDS: Final[dict[str, LazyText | str]] = {
    "special": lazy("From the case"),
    "role": lazy("Role"),
    "group": lazy("Group"),
    "user": lazy("Colleague"),
}
OWNER: Final = lazy("Owner of the case")
LEAD: Final = lazy("Lead manager of the contact")


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a step can be for. ``key`` is ``user:7``, ``role:3``, ``group:2``, ``owner``, ``lead``."""

    key: str
    name: str
    kind: str
    id: int = 0


def names_of(wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What these are called, by (kind, id); at most three statements. Users who left keep their name."""
    found: dict[tuple[str, int], str] = {}
    ids = {kind: [number for one, number in wanted if one == kind] for kind in ("user", "role", "group")}
    if ids["user"]:
        rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids["user"])))
        found |= {("user", row.id): row.name for row in rows}
    if ids["role"]:
        roles = db.session.scalars(select(Role).where(Role.id.in_(ids["role"])))
        found |= {("role", role.id): role_name(role) for role in roles}
    if ids["group"]:
        rows = db.session.execute(
            select(Group.id, Group.name).where(Group.id.in_(ids["group"]), Group.deleted_at.is_(None))
        )
        found |= {("group", row.id): row.name for row in rows}
    return found


def field_names() -> dict[str, str]:
    """What the own fields of cases are called, by the key that conditions know them by."""
    rows = db.session.scalars(
        select(CustomField)
        .where(CustomField.record == "case", CustomField.deleted_at.is_(None))
        .order_by(CustomField.position)
        .limit(MOST_FIELDS)
    )
    return {f"field:{field.id}": field.shown for field in rows}


def offered(q: str) -> list[Found]:
    """Who answers to what is typed: owner and lead first, then roles, groups and people; three statements."""
    q = str(clean(q))[:LONGEST]
    wanted = fold(q).split()
    special = [Found("owner", str(OWNER), "special"), Found("lead", str(LEAD), "special")]
    roles = [
        Found(f"role:{role.id}", role_name(role), "role", role.id)
        for role in db.session.scalars(select(Role).order_by(Role.builtin.is_(None), Role.id).limit(200))
    ]
    known = [one for one in (*special, *roles) if all(word in fold(one.name) for word in wanted)]
    teams, people = groups().limit(OFFERED), active_users().limit(OFFERED)
    for pattern in patterns(q):
        teams = teams.where(_like(Group.name, pattern))
        people = people.where(_like(User.name, pattern))
    return [
        *known[: OFFERED + len(special)],
        *(Found(f"group:{one.id}", one.name, "group", one.id) for one in db.session.scalars(teams)),
        *(Found(f"user:{one.id}", one.name, "user", one.id) for one in db.session.scalars(people)),
    ]


def called(name: str) -> Sequence[Found]:
    """Who is called exactly so, in any letter case; at most a few."""
    wanted = fold(name)
    return [one for one in offered(name) if fold(one.name) == wanted] if wanted else []


def _like(column: Any, pattern: str) -> Any:
    return func.replace(func.lower(column), "ё", "е").like(pattern)


def special() -> dict[str, str]:
    """The words for those whom the case names."""
    return {"owner": str(OWNER), "lead": str(LEAD)}


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of the names in a form: sentences and choices by the field's path."""

    faults: dict[str, LazyText | str]
    choices: dict[str, list[tuple[str, str, str]]]


def understand(rows: Sequence[Row]) -> Understood:
    """Put the key of whoever is named into each row.

    A key that was chosen counts as long as the name beside it is still that one's; else who is called so is
    looked for, as it is where there is no script.
    """
    result, asked = Understood({}, {}), cache(called)
    known = {**special(), **{f"{kind}:{number}": name for (kind, number), name in _chosen(rows).items()}}
    for at, row in enumerate(rows):
        for field in ("who", "to"):
            text, key = row[field].strip(), f"{field}_id"
            if not text and field == "to" and not row["late_amount"].strip():
                row[key] = ""
            elif not _is_that(text, known.get(row[key])):
                row[key] = _settled(text, f"steps.{at}.{field}", result, asked)
    return result


def _is_that(text: str, name: str | None) -> bool:
    return name is not None and (not text or fold(text) == fold(name))


def _chosen(rows: Sequence[Row]) -> dict[tuple[str, int], str]:
    keys = (row[field].partition(":") for row in rows for field in ("who_id", "to_id"))
    wanted = {(kind, int(number)) for kind, _colon, number in keys if number.isascii() and number.isdecimal()}
    return names_of({(kind, number) for kind, number in wanted if number <= LARGEST_ID})


def _settled(text: str, path: str, result: Understood, asked: Callable[[str], Sequence[Found]]) -> str:
    """The key of the one who is called so; else why there is none."""
    meant = asked(text)
    if len(meant) == 1:
        return meant[0].key
    if meant:
        result.choices[path] = [(one.key, one.name, str(KINDS[one.kind])) for one in meant]
        result.faults[path] = lazy("Several are called so. Choose which one you mean.")
    else:
        result.faults[path] = lazy("Nobody here is called so.") if text else lazy("Say who.")
    return ""


def colleagues(present: Sequence[object]) -> list[tuple[int, str]]:
    """Active users to choose from, id and name: those who are ``present``, and the first others by name."""
    ids = ids_in(present)
    first = db.session.execute(active_users().with_only_columns(User.id, User.name).limit(MOST_COLLEAGUES))
    chosen = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    known = {row.id: row.name for row in (*first, *chosen)}
    return sorted(known.items(), key=lambda person: fold(person[1]))
