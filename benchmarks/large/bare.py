"""The bare view B of PROMISES: Flask, a psycopg pool and Jinja; 50 of 100,000 contacts by name, two joins.

Run by gunicorn with two workers of four threads, as the product is. ``BARE_DATABASE_URL`` names the database;
``prepare`` makes the tables there, from those of the large workspace.
"""

import os
from typing import Final

import psycopg
from flask import Flask, render_template_string
from psycopg import sql
from psycopg_pool import ConnectionPool

ROWS: Final = 100_000
SELECT: Final = """
    SELECT c.id, c.shown, c.email, c.phone, t.name, u.name
      FROM bare.contact c JOIN bare.kind t ON t.id = c.kind_id JOIN bare.person u ON u.id = c.person_id
     ORDER BY c.sort_name, c.id LIMIT 50"""
PAGE: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Contacts</title></head>
<body><h1>Contacts</h1><table><thead><tr><th>Name<th>E-mail<th>Phone<th>Type<th>Manager</tr></thead><tbody>
{%- for row in rows %}
<tr><td><a href="/contacts/{{ row[0] }}">{{ row[1] }}</a></td>
<td><a href="mailto:{{ row[2] }}">{{ row[2] }}</a></td>
<td>{{ row[3] }}</td><td>{{ row[4] }}</td><td>{{ row[5] }}</td></tr>
{%- endfor %}</tbody></table></body></html>"""


def create() -> Flask:
    """The view, for ``gunicorn benchmarks.large.bare:create()``."""
    app = Flask(__name__)
    pool = ConnectionPool(os.environ["BARE_DATABASE_URL"], min_size=1, max_size=4, open=False)

    @app.get("/")
    def contacts() -> str:
        pool.open()
        with pool.connection() as connection:
            rows = connection.execute(SELECT).fetchall()
        return render_template_string(PAGE, rows=rows)

    return app


def prepare(url: str, schema: str) -> None:
    """Make the view's tables of the first 100,000 contacts of the workspace, unless they stand."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('bare.contact')").fetchone() != (None,):
            return
        connection.execute("CREATE SCHEMA bare")
        for statement in _TABLES:
            connection.execute(sql.SQL(statement).format(schema=sql.Identifier(schema), rows=ROWS))


_TABLES: Final = (
    "CREATE TABLE bare.kind AS SELECT id, name FROM {schema}.contact_type",
    "CREATE TABLE bare.person AS SELECT id, name FROM {schema}.user_account",
    """
    CREATE TABLE bare.contact AS
    SELECT c.id, CASE kind WHEN 'person' THEN concat_ws(' ', first_name, last_name) ELSE name END AS shown,
           'user' || c.id || '@mail.example' AS email, '+7916' || lpad(c.id::text, 7, '0') AS phone,
           coalesce(c.type_id, 1) AS kind_id, m.user_id AS person_id, c.sort_name
      FROM {schema}.contact c JOIN {schema}.contact_manager m ON m.contact_id = c.id AND m.is_lead
     ORDER BY c.id LIMIT {rows}""",
    "CREATE INDEX ON bare.contact (sort_name, id)",
    "ALTER TABLE bare.kind ADD PRIMARY KEY (id)",
    "ALTER TABLE bare.person ADD PRIMARY KEY (id)",
    "ANALYZE bare.contact",
)
