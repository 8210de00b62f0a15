"""What has to be true after imports under faults: every row once, whatever happened (R2)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from crm.kernel.tables import as_given
from tests.faults import faults
from tests.faults.checks import Verdict, keys_are_marked, no_dead_jobs, no_half_change
from tests.faults.importing import Blown, Imported
from tests.faults.instance import Instance, Workspace
from tests.faults.sheets import COLUMNS, THERE, Good

OF_IMPORTS = "imports.ContactImported"


def after(blown: Blown, instance: Instance, workspaces: list[Workspace]) -> list[Verdict]:
    """Everything that is checked after imports."""
    return [
        every_row_once(blown, instance, workspaces),
        faulty_rows_are_kept(blown),
        what_is_told_is_true(blown),
        everybody_has_one_mail(blown, instance),
        no_half_change(instance, workspaces),
        no_dead_jobs(instance),
        keys_are_marked(instance),
    ]


def every_row_once(blown: Blown, instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """Each good row is one contact, with all that belongs to it; nothing else is there."""
    wrong: Counter[str] = Counter()
    rows = contacts = 0
    for workspace in workspaces:
        there = _contacts(instance, workspace)
        employers = 0
        for one in (each for each in blown.imports if each.workspace == workspace):
            rows += len(one.sheet.good)
            wrong += _rows_wrong(one, there)
            wrong += _employers_wrong(one, there)
            employers += len(one.sheet.employers)
            contacts += len(one.sheet.good) + len(one.sheet.employers)
        expected = (
            THERE
            + employers
            + sum(len(one.sheet.good) for one in blown.imports if one.workspace == workspace)
        )
        if strangers := sum(map(len, there.values())) - expected:
            wrong["too many, or too few"] += abs(strangers)
    told = f"{blown.kills.total()} faults ({_phases(blown)})"
    return Verdict(
        "R2",
        not wrong,
        f"{len(blown.imports)} imports, {rows} good rows, {contacts} contacts under {told}:"
        f" {dict(wrong) or 'every row once, none lost, none doubled'}",
    )


def _phases(blown: Blown) -> str:
    parts = (f"{blown.of_phase(phase).total()} in the {phase}" for phase in ("dry run", "run"))
    return ", ".join(parts)


def _rows_wrong(one: Imported, there: dict[str, list[dict[str, Any]]]) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for name, good in one.sheet.good.items():
        found = there.get(name, [])
        if not found:
            wrong["lost"] += 1
        elif len(found) > 1:
            wrong["doubled"] += 1
        else:
            wrong.update(_differences(good, found[0], one.workspace))
    return wrong


def _differences(good: Good, contact: dict[str, Any], workspace: Workspace) -> Iterable[str]:
    ways = Counter((kind, value if kind in ("email", "phone") else "") for kind, value in contact["ways"])
    owners = {workspace.manager_id} if good.by_manager else set(contact["managers"]) - {workspace.manager_id}
    expected: dict[str, bool] = {
        "another kind": contact["kind"] == good.kind,
        "other ways to reach it": ways == good.ways,
        "other managers": len(contact["managers"]) == 1 and set(contact["managers"]) == owners,
        "other tags": contact["tags"] == good.tags,
        "another employer": contact["employers"] == ([True] if good.employer else []),
        "no access": contact["access"] == contact["principals"] > 0,
        "not one change": contact["changes"] == 1,
        "not one fact": contact["facts"] == 1,
        "not one activity": contact["activities"] == 1,
        "in the bin": not contact["deleted"],
    }
    return [name for name, holds in expected.items() if not holds]


def _employers_wrong(one: Imported, there: dict[str, list[dict[str, Any]]]) -> Counter[str]:
    """Companies that people work for: each there once, whatever it was written like, with all its people."""
    people: dict[str, int] = defaultdict(int)
    made: dict[str, int] = defaultdict(int)
    for name, found in there.items():
        key = name.casefold().removeprefix("ооо «").removesuffix("»")
        made[key] += len(found)
        people[key] += sum(contact["people"] for contact in found)
    wrong: Counter[str] = Counter()
    for employer, number in one.sheet.employers.items():
        key = employer.casefold()
        wrong["companies lost or doubled"] += made[key] != 1
        wrong["companies with other people"] += people[key] != number
    return +wrong


def faulty_rows_are_kept(blown: Blown) -> Verdict:
    """IMP-6: each faulty row is in the file of faulty rows, once and as it was."""
    lost = more = number = 0
    for one in blown.imports:
        expected = Counter(one.sheet.faulty)
        kept = Counter(tuple(map(as_given, row[: len(COLUMNS)])) for row in one.left_out[1:])
        number += expected.total()
        lost += (expected - kept).total()
        more += (kept - expected).total()
    return Verdict("R2", not lost and not more, f"{number} faulty rows: {lost} lost, {more} others or twice")


def what_is_told_is_true(blown: Blown) -> Verdict:
    """The numbers of the dry run and of the report are those of the file."""
    wrong = []
    for one in blown.imports:
        made, checked, done = one.sheet, one.checked, one.done
        told = {
            "new": (checked["new"], len(made.good)),
            "already there": (checked["already_there"], made.known),
            "faulty": (checked["faulty"], len(made.faulty)),
            "stage": (done["stage"], "done"),
            "contacts": (done["contacts"], len(made.good)),
            "companies": (done["companies"], len(made.employers)),
        }
        wrong += [f"{name} {said}, not {true}" for name, (said, true) in told.items() if said != true]
    return Verdict("R2", not wrong, f"numbers of the dry runs and reports: {wrong[:6] or 'right'}")


def everybody_has_one_mail(blown: Blown, instance: Instance) -> Verdict:
    """R3, IMP-5: one mail to each new manager and one to who imported; one that came twice says so."""
    mails: Counter[tuple[str, str]] = Counter()
    for path in instance.mails.glob("[0-9]*.json"):
        mail = json.loads(path.read_text())
        mails[mail["to"], mail["headers"]["Message-ID"]] += 1
    each: Counter[str] = Counter(to for to, _message_id in mails)
    asked: Counter[str] = Counter()
    for one in blown.imports:
        asked[f"olga@{one.workspace.slug}.example"] += 1
        asked[one.workspace.manager_email] += bool(one.sheet.of_manager)
    doubled = mails.total() - len(mails)
    suspects = sum(blown.of_kind(name) for name in {*faults.OF_SENDER_OR_DATABASE, "flushall", "valkey"})
    return Verdict(
        "R3",
        each == asked and doubled <= suspects,
        f"{each.total()} of {asked.total()} mails to new managers and who imported:"
        f" {(asked - each).total()} lost,"
        f" {(each - asked).total()} too many, {doubled} doubled (same Message-ID)",
    )


def _contacts(instance: Instance, workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every contact by its name, with what hangs on it."""
    there: dict[str, list[dict[str, Any]]] = defaultdict(list)
    query = WHOLE.format(schema=f'"{workspace.schema}"')
    for row in instance.rows(query, OF_IMPORTS):
        told = dict(zip(PARTS, row, strict=True))
        there[told["name"]].append(told)
    return there


PARTS = (
    "name", "kind", "tags", "principals", "deleted", "ways", "managers", "access", "changes", "facts",
    "activities", "employers", "people",
)  # fmt: skip
WHOLE = """
    SELECT coalesce(nullif(c.name, ''), c.last_name), c.kind, cardinality(c.tag_ids),
           cardinality(c.principals), c.deleted_at IS NOT NULL,
           ARRAY(SELECT ARRAY[w.kind, w.normalised] FROM {schema}.contact_comm w WHERE w.contact_id = c.id),
           ARRAY(SELECT m.user_id FROM {schema}.contact_manager m WHERE m.contact_id = c.id),
           (SELECT count(*) FROM {schema}.contact_acl a WHERE a.contact_id = c.id),
           (SELECT count(*) FROM {schema}.act_change j
             WHERE j.record_kind = 'contact' AND j.record_id = c.id),
           (SELECT count(*) FROM {schema}.fact f
             WHERE f.name = %s AND f.subject_kind = 'contact' AND f.subject_id = c.id),
           (SELECT count(*) FROM {schema}.contact_activity v WHERE v.contact_id = c.id),
           ARRAY(SELECT l.is_main FROM {schema}.contact_link l WHERE l.one_id = c.id),
           (SELECT count(*) FROM {schema}.contact_link l WHERE l.other_id = c.id)
      FROM {schema}.contact c"""
