"""What has to be true after a storm, whatever happened in it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redis import Redis

from tests.faults import faults
from tests.faults.instance import Instance, Workspace
from tests.faults.storm import Storm


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a promise held, and its figures."""

    promise: str
    holds: bool
    figures: str

    def __str__(self) -> str:
        return f"{'holds' if self.holds else 'FAILS':6} {self.promise:4} {self.figures}"


def after(storm: Storm, instance: Instance, workspaces: list[Workspace]) -> list[Verdict]:
    """Everything that is checked after a storm."""
    return [
        nothing_acknowledged_is_lost(storm, instance, workspaces),
        everybody_was_told(storm, instance, workspaces),
        no_half_change(instance, workspaces),
        no_dead_jobs(instance),
        keys_are_marked(instance),
    ]


def nothing_acknowledged_is_lost(storm: Storm, instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R1: each acknowledged contact is there, under its id, once."""
    there: dict[tuple[str, str], list[int]] = defaultdict(list)
    for workspace in workspaces:
        for contact_id, name in instance.rows(f'SELECT id, last_name FROM "{workspace.schema}".contact'):
            there[workspace.slug, name].append(contact_id)
    acknowledged = {(line["workspace"], line["name"]): line["id"] for line in storm.acknowledged}
    lost = [which for which, contact_id in acknowledged.items() if contact_id not in there[which]]
    doubled = [which for which, ids in there.items() if len(ids) > 1]
    complete = len(acknowledged) == storm.size.writes
    return Verdict(
        "R1",
        complete and not lost and not doubled,
        f"{len(acknowledged)} of {storm.size.writes} writes acknowledged under {storm.kills.total()} faults:"
        f" {len(lost)} lost, {len(doubled)} doubled",
    )


def everybody_was_told(storm: Storm, instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R3: a notice and a mail for each assignment; a mail that came twice has the same Message-ID."""
    mails = Counter(received(instance))
    by_contact: dict[tuple[str, str], set[str]] = defaultdict(set)
    for to, name, message_id in mails:
        by_contact[to, name].add(message_id)
    emails = {workspace.slug: workspace.manager_email for workspace in workspaces}
    asked = [(emails[line["workspace"]], line["name"]) for line in storm.acknowledged if line["tells"]]
    lost = [which for which in asked if not by_contact[which]]
    renamed = [which for which in asked if len(by_contact[which]) > 1]
    doubled = mails.total() - len(mails)
    doubts = sum(
        instance.rows(f'SELECT sum(doubts)::int FROM "{w.schema}".mail')[0][0] or 0 for w in workspaces
    )
    bells = sum(instance.rows(f'SELECT count(*) FROM "{w.schema}".notice')[0][0] for w in workspaces)
    suspects = sum(storm.kills[name] for name in faults.OF_SENDER_OR_DATABASE)
    holds = not lost and not renamed and doubled <= suspects and bells == len(asked)
    return Verdict(
        "R3",
        holds,
        f"{len(asked)} notices under {suspects} kills of senders or the database: {len(lost)} lost,"
        f" {doubled} doubled (same Message-ID), {len(renamed)} under two Message-IDs, {bells} in the bell;"
        f" kills between SMTP's 250 and the commit: {doubled} ({doubts} doubts in the ledger)",
    )


def no_half_change(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R7: what one transaction writes together is there together."""
    broken = {}
    for workspace in workspaces:
        for name, query in HALVES.items():
            count = instance.rows(query.format(schema=f'"{workspace.schema}"'))[0][0]
            if count:
                broken[f"{name} in {workspace.slug}"] = count
    return Verdict("R7", not broken, f"half changes: {broken or 'none'}")


def no_dead_jobs(instance: Instance) -> Verdict:
    """R6: every job found somebody to do it."""
    dead = instance.rows("SELECT kind, last_error FROM control.job WHERE state = 'dead'")
    done, again = instance.rows(
        "SELECT count(*), count(*) FILTER (WHERE attempts > 1) FROM control.job WHERE state = 'done'"
    )[0]
    return Verdict(
        "R6",
        not dead,
        f"{done} jobs done, {again} of them by a second runner or more, dead: {dead or 'none'}",
    )


def keys_are_marked(instance: Instance) -> Verdict:
    """I5: every key carries its workspace or ``control``."""
    with Redis.from_url(instance.valkey.url()) as client:
        keys = [key.decode() for key in client.scan_iter(count=1000)]
    strange = [key for key in keys if not _is_marked(key)]
    return Verdict("I5", not strange, f"{len(keys)} keys in Valkey, unmarked: {strange[:5] or 'none'}")


def _is_marked(key: str) -> bool:
    parts = key.replace("/", ":").split(":")
    return "control" in parts or any(part[:1] == "t" and part[1:].isdigit() for part in parts)


def received(instance: Instance) -> Iterable[tuple[str, str, str]]:
    """(to, the contact's name, Message-ID) of each mail in the sink."""
    for path in sorted(instance.mails.glob("[0-9]*.json")):
        mail: dict[str, Any] = json.loads(path.read_text())
        words = mail["subject"].split()
        name = next((word for word in words if word[-6:].isdigit()), mail["subject"])
        yield mail["to"], name, mail["headers"]["Message-ID"]


HALVES = {
    "contacts without a fact": """
        SELECT count(*) FROM {schema}.contact c WHERE NOT EXISTS (SELECT FROM {schema}.fact f
         WHERE f.name IN ('contacts.ContactCreated', 'imports.ContactImported')
           AND f.subject_kind = 'contact' AND f.subject_id = c.id)""",
    "facts without a contact": """
        SELECT count(*) FROM {schema}.fact f
         WHERE f.name IN ('contacts.ContactCreated', 'imports.ContactImported')
           AND NOT EXISTS (SELECT FROM {schema}.contact c WHERE c.id = f.subject_id)""",
    "contacts without a manager": """
        SELECT count(*) FROM {schema}.contact c
         WHERE NOT EXISTS (SELECT FROM {schema}.contact_manager m WHERE m.contact_id = c.id)""",
    "contacts out of the access list": """
        SELECT count(*) FROM {schema}.contact c
         WHERE NOT EXISTS (SELECT FROM {schema}.contact_acl a WHERE a.contact_id = c.id)""",
    "keys without an answer": "SELECT count(*) FROM {schema}.idempotency_key WHERE status IS NULL",
    "mails not sent": "SELECT count(*) FROM {schema}.mail WHERE state <> 'sent'",
}
