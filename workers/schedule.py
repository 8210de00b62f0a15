"""Recurring work: one table.

Each slot is a row of ``control.job`` with a key, so that it is done once, however many dispatchers there are.
Slots that passed while everything stood still are not made up for; the present one is done at once.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from crm.kernel.jobs import KINDS


@dataclass(frozen=True, slots=True)
class Recurring:
    """Work that comes back: in the control plane, or in each open workspace if its kind is a workspace's.

    Slots are counted from 1970 in UTC. Workspaces get theirs spread over the slot.
    """

    kind: str
    every: timedelta


RECURRING: tuple[Recurring, ...] = (
    Recurring("tenants.keep_spares", every=timedelta(minutes=1)),
    Recurring("tenants.purge", every=timedelta(hours=1)),
    Recurring("team.gather_seen", every=timedelta(minutes=5)),
    Recurring("journal.empty_bin", every=timedelta(days=1)),
    Recurring("web.forget", every=timedelta(hours=1)),
    Recurring("jobs.clear", every=timedelta(hours=1)),
    Recurring("signup.forget", every=timedelta(days=1)),
    Recurring("mail.forget", every=timedelta(days=1)),
    Recurring("files.sweep", every=timedelta(days=1)),
    Recurring("team.forget", every=timedelta(days=1)),
    Recurring("fields.forget", every=timedelta(days=1)),
    Recurring("privacy.forget", every=timedelta(hours=6)),
    Recurring("contacts.forget_exports", every=timedelta(hours=1)),
    Recurring("imports.forget", every=timedelta(days=1)),
)


def plan(connection: psycopg.Connection[Any], table: tuple[Recurring, ...] = RECURRING) -> None:
    """Enqueue the present slot of everything that recurs, unless it is there already."""
    for recurring in table:
        statement = IN_CONTROL if KINDS[recurring.kind].in_control else IN_EACH_WORKSPACE
        connection.execute(statement, {"kind": recurring.kind, "seconds": recurring.every.total_seconds()})


SLOT = "(SELECT to_timestamp(floor(extract(epoch FROM now()) / %(seconds)s) * %(seconds)s) AS at) AS slot"
IN_CONTROL = f"""
    INSERT INTO control.job (kind, dedup_key, payload, due_at)
    SELECT %(kind)s, 'slot ' || extract(epoch FROM slot.at)::bigint, '{{}}', slot.at FROM {SLOT}
    ON CONFLICT DO NOTHING"""  # noqa: S608 (constants)
IN_EACH_WORKSPACE = f"""
    INSERT INTO control.job (tenant_id, kind, dedup_key, payload, due_at)
    SELECT t.id, %(kind)s, 'slot ' || extract(epoch FROM slot.at)::bigint, '{{}}',
           slot.at + make_interval(secs => %(seconds)s * (t.id * 7919 %% 1000) / 1000.0)
      FROM control.tenant t, {SLOT}
     WHERE t.state = 'open'
    ON CONFLICT DO NOTHING"""  # noqa: S608 (constants)
