"""Filling a large workspace with cases that go through a workflow: each waits for somebody, with its timers.

Rows as the product writes them: the state is written by the engine's own shapes, the job of a timer as
``later`` makes it. Whose a case is, whom it waits for and which contact it is about follow from its number by
a hash, so that every build is the same.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from psycopg import sql

from benchmarks.large.building import COLLEAGUES
from crm.cases.running.carrying import TIMER
from crm.settings import Settings
from crm.workflows.definition import Clock, Definition, Span, Unit
from crm.workflows.state import Person, Timer, TimerKind, Walk
from tenants.directory import Entry
from tenants.owner import owner_connection

TABLES: Final = ("case_record", "case_contact", "case_run", "case_step")
FAR: Final = datetime(2100, 1, 1, tzinfo=UTC)
PEOPLE: Final = 1
"""The id that stands in the state's mould for whom the step waits for."""
MOULD: Final = Walk(
    step="do", round=1, people=(Person(user_id=PEOPLE),), due_at=FAR, seq=2, started_by=PEOPLE,
    before={"do": (PEOPLE,)},
    timers=(
        Timer(seq=1, kind=TimerKind.REMIND, at=FAR, clock=Clock.CALENDAR),
        Timer(seq=2, kind=TimerKind.ESCALATE, at=FAR, clock=Clock.CALENDAR),
    ),
)  # fmt: skip


def definition() -> Definition:
    """Do it in a day, with a reminder two hours before and an escalation an hour after; then have it seen."""
    day, two, one = (Span(amount=number, unit=Unit.HOURS, time=Clock.CALENDAR) for number in (24, 2, 1))
    spans = {"duration": day, "remind": two, "escalation": {"after": one, "to": {"kind": "user", "id": 1}}}
    owner = {"responsible": {"kind": "owner"}}
    steps = [
        {"key": "do", "title": "Do it", **spans, **owner},
        {"key": "see", "title": "See it", "mode": "approve", **owner},
    ]
    return Definition.model_validate({"steps": steps})


class Casework:
    """The cases of one workspace; ``there`` is how many have been added."""

    def __init__(self, settings: Settings, workspace: Entry) -> None:
        self._settings, self._workspace = settings, workspace
        self.there = 0
        with owner_connection(settings) as connection:
            self._look_at(connection)
            row = connection.execute("INSERT INTO workflow (name) VALUES ('Bench') RETURNING id").fetchone()
            assert row is not None
            self._workflow_id = row[0]
            shape = json.dumps(definition().model_dump(mode="json"))
            added = "INSERT INTO workflow_version (workflow_id, number, definition) VALUES (%s, 1, %s)"
            connection.execute(added, [self._workflow_id, shape])
            first = connection.execute("SELECT coalesce(max(id), 0) FROM case_record").fetchone()
            assert first is not None
            self._base = first[0]

    def grow(self, number: int) -> None:
        """Add cases until there are so many, each with a run, a step that waits and two timers.

        Tables are vacuumed here, as autovacuum would, which is off.
        """
        bound = {
            "first": self._base + self.there + 1, "last": self._base + number, "base": self._base,
            "workflow": self._workflow_id, "tenant": self._workspace.id, "colleagues": COLLEAGUES,
            "kind": TIMER, "mould": json.dumps(MOULD.model_dump(mode="json")),
        }  # fmt: skip
        with owner_connection(self._settings) as connection:
            self._look_at(connection)
            for statement in (_CASES, _CONTACTS, _RUNS, _STEPS, _JOBS):
                connection.execute(statement, bound)
            for table in ("case_record", "case_run"):
                after = "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)"
                connection.execute(after, [table, max(1, self._base + number)])
        self.there = number
        with owner_connection(self._settings, autocommit=True) as connection:
            self._look_at(connection)
            for name in (*map(sql.Identifier, TABLES), sql.Identifier("control", "job")):
                connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(name))

    def call_in(self, number: int) -> None:
        """Let the reminders of the first so many cases be due at once."""
        bound = {"number": number, "base": self._base, "kind": TIMER}
        with owner_connection(self._settings) as connection:
            self._look_at(connection)
            for statement in (_DUE_STATES, _DUE_JOBS):
                connection.execute(statement, bound)
            connection.execute("NOTIFY artel_jobs")

    def left(self) -> int:
        """How many timers are due and have not been brought to their runs."""
        with owner_connection(self._settings) as connection:
            row = connection.execute(_LEFT, {"kind": TIMER}).fetchone()
            return int(row[0]) if row else 0

    def reminded(self) -> int:
        """How many reminders have come, by their facts."""
        with owner_connection(self._settings) as connection:
            self._look_at(connection)
            row = connection.execute("SELECT count(*) FROM fact WHERE name = 'cases.StepReminded'").fetchone()
            return int(row[0]) if row else 0

    def _look_at(self, connection: psycopg.Connection[Any]) -> None:
        path = sql.SQL("SET search_path TO {}, public").format(sql.Identifier(self._workspace.schema))
        connection.execute(path)


_DRAW: Final = "(abs(hashint8extended(i::bigint, {salt})) %% {of})"
_WHO: Final = f"""
    CASE WHEN {_DRAW.format(salt=40, of=1000)} < 3
         THEN (SELECT id FROM user_account WHERE email = 'random@viewers.example')
         ELSE (SELECT id FROM user_account WHERE email = 'c0@viewers.example')
              + {_DRAW.format(salt=41, of="%(colleagues)s")} END"""
_TITLES: Final = "(ARRAY['Lamp flickers', 'Wrong invoice', 'Where is it', 'Refund', 'Contract'])"
_STATUSES: Final = "(ARRAY['open', 'in_progress', 'waiting'])"
_PRIORITIES: Final = "(ARRAY['low', 'normal', 'normal', 'high', 'urgent'])"
_CASES: Final = f"""
    INSERT INTO case_record (id, number, title, status, priority, owner_id, responsible_ids, due_on,
                             search_text, made_at, changed_at, made_by)
    SELECT i, 'B-' || i, title || ' ' || i, status, priority, who, ARRAY[who],
           current_date + ({_DRAW.format(salt=44, of=60)})::int,
           lower('b-' || i || E'\\n' || title || ' ' || i), at, at, 1
      FROM (SELECT i, {_WHO} AS who,
                   now() - make_interval(mins => ({_DRAW.format(salt=45, of=500000)})::int) AS at,
                   {_TITLES}[1 + {_DRAW.format(salt=46, of=5)}] AS title,
                   {_STATUSES}[1 + {_DRAW.format(salt=42, of=3)}] AS status,
                   {_PRIORITIES}[1 + {_DRAW.format(salt=43, of=5)}] AS priority
              FROM generate_series(%(first)s::bigint, %(last)s::bigint) i) drawn"""
_CONTACTS: Final = f"""
    INSERT INTO case_contact (case_id, contact_id, position)
    SELECT i, 1 + {_DRAW.format(salt=50, of="known.number")}, place
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) i,
           (SELECT max(id) AS number FROM contact) known, generate_series(0, 1) place
     WHERE {_DRAW.format(salt=51, of=10)} >= 1 + 7 * place"""
_AT: Final = "(now() + interval '1 day' + (i - %(base)s) * interval '1 second')"
_RUNS: Final = f"""
    INSERT INTO case_run (id, case_id, workflow_id, number, state, phase, waiting_ids, due_at, next_at,
                          started_by, main_id, lends)
    SELECT c.id, c.id, %(workflow)s, 1,
           %(mould)s::jsonb || jsonb_build_object(
               'people', jsonb_build_array(jsonb_build_object('user_id', c.owner_id, 'answer', NULL)),
               'before', jsonb_build_object('do', jsonb_build_array(c.owner_id)), 'started_by', c.owner_id,
               'due_at', at + interval '2 hours', 'timers', jsonb_build_array(
                   %(mould)s::jsonb #> '{{timers,0}}' || jsonb_build_object('at', at),
                   %(mould)s::jsonb #> '{{timers,1}}' || jsonb_build_object('at', at + interval '3 hours'))),
           'running', ARRAY[c.owner_id], at + interval '2 hours', at, c.owner_id,
           (SELECT contact_id FROM case_contact l WHERE l.case_id = c.id ORDER BY position LIMIT 1), true
      FROM (SELECT id, owner_id, {_AT.replace("i -", "id -")} AS at FROM case_record
             WHERE id BETWEEN %(first)s AND %(last)s) c"""
_STEPS: Final = """
    INSERT INTO case_step (run_id, workflow_id, round, key, user_ids, chosen_id, due_at)
    SELECT id, workflow_id, 1, 'do', waiting_ids, waiting_ids[1], due_at FROM case_run
     WHERE id BETWEEN %(first)s AND %(last)s"""
_JOBS: Final = """
    INSERT INTO control.job (tenant_id, kind, dedup_key, payload, due_at)
    SELECT %(tenant)s, %(kind)s, r.id || ':' || (t ->> 'seq'),
           jsonb_build_object('run_id', r.id, 'seq', (t ->> 'seq')::int), (t ->> 'at')::timestamptz
      FROM case_run r, jsonb_array_elements(r.state -> 'timers') t
     WHERE r.id BETWEEN %(first)s AND %(last)s"""
_DUE_STATES: Final = """
    UPDATE case_run SET next_at = now(), state = jsonb_set(state, '{timers,0,at}', to_jsonb(now()))
     WHERE id > %(base)s AND id <= %(base)s + %(number)s"""
_DUE_JOBS: Final = """
    UPDATE control.job SET due_at = now()
     WHERE kind = %(kind)s AND (payload ->> 'seq')::int = 1
       AND (payload ->> 'run_id')::bigint BETWEEN %(base)s + 1 AND %(base)s + %(number)s"""
_LEFT: Final = """
    SELECT count(*) FROM control.job
     WHERE kind = %(kind)s AND state NOT IN ('done', 'dead') AND due_at <= now()"""
