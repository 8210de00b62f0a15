"""Building a large workspace: rows as the product writes them, made by PostgreSQL itself.

Half of the contacts are Russian. What a contact has follows from its number by a hash, so that every build is
the same. The access list is written from the product's own ``derived_rows``.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import insert, select, text

from benchmarks.large import pools
from crm.contacts.access_list import COPIED, derived_rows
from crm.contacts.models.access import ContactAcl
from crm.kernel.db import db
from crm.kernel.matching import company_key
from crm.settings import Settings
from crm.web.planes import Artel
from tenants import indexes
from tenants.directory import Entry
from tenants.indexes import Wanted
from tenants.owner import owner_connection
from tenants.scope import scope

TABLES: Final = ("contact", "contact_comm", "contact_activity", "contact_manager", "contact_acl")
VIEWERS: Final = {
    "random": "sees 2 %, anywhere",
    "idle": "sees 2 %, least recently active",
    "third": "sees 30 %",
    "all": "sees all",
}
"""People by the name of their address, and what they see."""
TAG_SHARES: Final = {
    "half": 0.5, "fifth": 0.2, "tenth": 0.1, "few": 0.03, "percent": 0.01, "rare": 0.003, "scarce": 0.001,
    "odd": 0.0001, "oddest": 0.00005,
}  # fmt: skip
FIELDS: Final = ("integer", "select", "date", "boolean", "text")
COLLEAGUES: Final = 40


def build(app: Artel, workspace: Entry, *, contacts: int, tell: Callable[[str], None]) -> None:
    """Fill the workspace, which holds its owner alone, with so many contacts and those who manage them."""
    settings: Settings = app.extensions["artel_settings"]
    began = time.perf_counter()
    with owner_connection(settings) as connection:
        connection.execute(sql.SQL("SET search_path TO {}, public").format(sql.Identifier(workspace.schema)))
        _people(connection)
        fields = _lists(connection)
        dropped = _without_indexes(connection)
        _contacts(connection, contacts, fields)
    tell(f"{contacts:,} contacts written after {time.perf_counter() - began:.0f} s")
    with app.app_context(), scope(workspace):
        db.session.execute(text("SET LOCAL statement_timeout TO 0"))
        rows = derived_rows().subquery()
        wanted = select(*(rows.c[name] for name in COPIED))
        db.session.execute(insert(ContactAcl).from_select(list(COPIED), wanted))
        db.session.execute(text(_NAMES))
        db.session.commit()
    tell(f"access list derived after {time.perf_counter() - began:.0f} s")
    with owner_connection(settings, autocommit=True) as connection:
        connection.execute(sql.SQL("SET search_path TO {}, public").format(sql.Identifier(workspace.schema)))
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("VACUUM (FULL) contact")
        for definition in dropped:
            connection.execute(definition)
        for table in TABLES:
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    wanted_indexes = [Wanted("contact", str(fields[kind]), form) for kind, form in INDEXED.items()]
    indexes.keep(settings, tenant_id=workspace.id, schema=workspace.schema, wanted=wanted_indexes)
    with owner_connection(settings) as connection:
        connection.execute(sql.SQL("SET search_path TO {}, public").format(sql.Identifier(workspace.schema)))
        connection.execute("UPDATE custom_field SET indexed_at = now() WHERE type IN ('integer', 'date')")
        connection.execute("ANALYZE contact")
    tell(f"indexes built and tables analysed after {time.perf_counter() - began:.0f} s")


INDEXED: Final[Mapping[str, Any]] = {"integer": "number", "date": "time"}


def _people(connection: psycopg.Connection[Any]) -> None:
    """Those whose lists are measured, and colleagues; all with the owner's password."""
    for name in VIEWERS:
        role = "admin" if name == "all" else "manager"
        connection.execute(_USER, {"name": name.title(), "email": f"{name}@viewers.example", "role": role})
    for number in range(COLLEAGUES):
        person = {"name": f"Colleague {number}", "email": f"c{number}@viewers.example", "role": "manager"}
        connection.execute(_USER, person)


def _lists(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Tags, classes (one granted to who sees 30 %) and own fields; returns the fields' ids by type."""
    for name in TAG_SHARES:
        connection.execute("INSERT INTO tag (name, hue) VALUES (%s, 1)", [name])
    for number, name in enumerate(("Key accounts", "Partners of the south"), 1):
        connection.execute(_CLASS, [name, number])
    granted = """
        INSERT INTO class_grant (class_id, grantee, level)
        SELECT c.id, 'u' || u.id, 2 FROM contact_class c, user_account u
         WHERE c.position = 1 AND u.email = 'third@viewers.example'"""
    connection.execute(granted)
    ids: dict[str, int] = {}
    for position, kind in enumerate(FIELDS):
        options = '[{"id": 1, "name": "North"}, {"id": 2, "name": "South"}]' if kind == "select" else "[]"
        row = connection.execute(_FIELD, [kind, f"Own {kind}", position, options]).fetchone()
        ids[kind] = row[0] if row else 0
    return ids


def _without_indexes(connection: psycopg.Connection[Any]) -> Sequence[sql.SQL]:
    """Drop the tables' indexes while they are filled; returns what builds them again."""
    found = connection.execute(_INDEXES, [list(TABLES)]).fetchall()
    for name, _definition in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [sql.SQL(definition) for _name, definition in found]


def _contacts(connection: psycopg.Connection[Any], number: int, fields: Mapping[str, int]) -> None:
    words = {name: list(values) for name, values in pools.POOLS.items()}
    folded = {f"{name}_f": [pools.folded(value) for value in values] for name, values in words.items()}
    matched = {f"{name}_m": [company_key(value) for value in values] for name, values in words.items()}
    keys = {f"k_{kind}": str(fields[kind]) for kind in FIELDS}
    tags = {f"t_{name}": int(share * 1_000_000) for name, share in TAG_SHARES.items()}
    bound = {**words, **folded, **matched, **keys, **tags, "number": number}
    for statement in (_CONTACTS, _COMMS, _ACTIVITY, *_MANAGERS):
        connection.execute(statement, bound)


_NAMES = """
    UPDATE contact SET principals = acl.names
      FROM (SELECT contact_id, array_agg(principal ORDER BY principal) AS names
              FROM contact_acl GROUP BY contact_id) acl
     WHERE acl.contact_id = contact.id"""
_USER = """
    WITH added AS (
      INSERT INTO user_account (name, email, password_hash, locale)
      SELECT %(name)s, %(email)s, password_hash, 'en' FROM user_account ORDER BY id LIMIT 1 RETURNING id)
    INSERT INTO user_role (user_id, role_id)
    SELECT added.id, role.id FROM added, role WHERE role.builtin = %(role)s"""
_CLASS = "INSERT INTO contact_class (name, hue, position) VALUES (%s, 1, %s)"
_FIELD = """
    INSERT INTO custom_field (record, type, name, position, options, filterable)
    VALUES ('contact', %s, %s, %s, %s, true) RETURNING id"""
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = current_schema() AND tablename = ANY(%s) AND indexname NOT LIKE 'pk\\_%%'"""
_DRAW = "(abs(hashint8extended(i::bigint, {salt})) %% {of})"


def _draw(salt: int, of: str) -> str:
    return _DRAW.format(salt=salt, of=of)


def _pick(pool: str, salt: int, form: str) -> str:
    return f"(%({pool}{form})s::text[])[1 + {_draw(salt, f'cardinality(%({pool})s::text[])')}]"


def _name(pool: str, salt: int, form: str = "") -> str:
    """A Russian or an English word of the pool, by the contact's number."""
    russian, english = (_pick(f"{language}_{pool}", salt, form) for language in ("ru", "en"))
    return f"CASE WHEN i %% 2 = 0 THEN {russian} ELSE {english} END"


_IS_PERSON = f"({_draw(1, '10')} < 7)"
_DIGITS = f"lpad({_draw(2, '10000000')}::text, 7, '0')"
_TAG_LIST = " || ".join(
    f"CASE WHEN {_draw(100 + place, '1000000')} < %(t_{name})s THEN ARRAY[{place}]::bigint[] ELSE '{{}}' END"
    for place, name in enumerate(TAG_SHARES, 1)
)
_CONTACTS = f"""
    INSERT INTO contact (kind, first_name, last_name, middle_name, name, type_id, class_id, sort_name,
                         search_text, match_name, made_at, changed_at, made_by, language, source, tag_ids,
                         custom, sharing)
    SELECT kind, CASE WHEN person THEN first ELSE '' END, CASE WHEN person THEN last ELSE '' END,
           CASE WHEN person THEN middle ELSE '' END, CASE WHEN person THEN '' ELSE company END, type_id,
           class_id, sorted, sorted || E'\\n' || email || E'\\n7916' || digits, matched, made, made, 1,
           CASE WHEN {_draw(24, "10000")} < 20 THEN 'de' WHEN i %% 2 = 0 THEN 'ru' ELSE 'en' END,
           CASE WHEN {_draw(25, "10000")} < 5 THEN 'Expo 2019' WHEN {_draw(25, "10000")} < 3000 THEN 'Site'
                ELSE '' END, tags,
           jsonb_build_object(%(k_integer)s::text, {_draw(20, "100000")},
                              %(k_select)s::text, CASE WHEN {_draw(21, "1000")} < 2 THEN 1 ELSE 2 END,
                              %(k_date)s::text,
                              to_char(date '2020-01-01' + {_draw(22, "2000")}::int, 'YYYY-MM-DD'),
                              %(k_boolean)s::text, {_draw(23, "100")} < 30), 'private'
      FROM (SELECT i, {_IS_PERSON} AS person, CASE WHEN {_IS_PERSON} THEN 'person' ELSE 'company' END AS kind,
                   {_name("first", 3)} AS first, {_name("last", 4)} AS last, {_name("middle", 5)} AS middle,
                   {_name("company", 6)} || ' ' || i AS company,
                   CASE WHEN {_draw(7, "100")} < 80 THEN 1 + {_draw(8, "4")} END AS type_id,
                   CASE WHEN {_draw(9, "100")} < 28 THEN 1 WHEN {_draw(9, "100")} < 38 THEN 2 END AS class_id,
                   CASE WHEN {_IS_PERSON}
                        THEN trim({_name("last", 4, "_f")} || ' '
                                  || {_name("first", 3, "_f")} || ' '
                                  || {_name("middle", 5, "_f")})
                        ELSE {_name("company", 6, "_f")} || ' ' || i END AS sorted,
                   {_name("company", 6, "_m")} || i AS matched,
                   'user' || i || '@mail' || {_draw(10, "500")} || '.example' AS email, {_DIGITS} AS digits,
                   now() - make_interval(mins => ({_draw(11, "1500000")})::int) AS made,
                   {_TAG_LIST} AS tags
              FROM generate_series(1, %(number)s) i) drawn
     ORDER BY i"""
_COMMS = f"""
    INSERT INTO contact_comm (contact_id, kind, value, normalised, label, is_primary, position)
    SELECT c.id, kind, value, value, 'work', true, place
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM contact) c,
           LATERAL (VALUES ('email', 'user' || i || '@mail' || {_draw(10, "500")} || '.example', 0),
                           ('phone', '+7916' || {_DIGITS}, 1)) way (kind, value, place)"""
_ACTIVITY = f"""
    INSERT INTO contact_activity (contact_id, last_activity_at)
    SELECT id, now() - make_interval(secs => {_draw(12, "94608000")}::int)
      FROM (SELECT id, id AS i FROM contact) c"""
_MANAGERS = (
    # every contact has a colleague; "random" has 2 % anywhere, "third" a few percent beside a class
    f"""
    INSERT INTO contact_manager (contact_id, user_id, is_lead)
    SELECT c.id, (SELECT id FROM user_account WHERE email = 'c0@viewers.example')
                 + {_draw(13, str(COLLEAGUES))}, true
      FROM (SELECT id, id AS i FROM contact) c""",
    f"""
    INSERT INTO contact_manager (contact_id, user_id)
    SELECT c.id, u.id FROM (SELECT id, id AS i FROM contact) c, user_account u
     WHERE u.email = 'random@viewers.example' AND {_draw(14, "1000")} < 20
        OR u.email = 'third@viewers.example' AND {_draw(15, "1000")} < 28""",
    """
    INSERT INTO contact_manager (contact_id, user_id)
    SELECT a.contact_id, u.id
      FROM (SELECT contact_id FROM contact_activity ORDER BY last_activity_at, contact_id
             LIMIT (SELECT count(*) / 50 FROM contact)) a, user_account u
     WHERE u.email = 'idle@viewers.example'""",
)
