"""Migrating all workspaces: resumable, one at a time each, and one's failure stops nobody (TEN-11)."""

import shutil
from typing import LiteralString

import pytest
from psycopg import sql

from tenants import doctor, fleet, provisioning, revisions, schema
from tenants.owner import owner_connection
from tests.kit.cast import BUSINESSES, NORTH, TWIN

pytestmark = pytest.mark.promise("TEN-11")

REVISION = '''
"""One more column."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("workspace", sa.Column("added", sa.Text))
'''


@pytest.fixture
def next_release(tmp_path, monkeypatch):
    """The tree of a release that has one more revision."""
    tree = tmp_path / "tenant"
    shutil.copytree(schema.TREES["tenant"], tree)
    (tree / "versions" / "9999_added.py").write_text(REVISION.format(head=schema.head("tenant")))
    monkeypatch.setitem(schema.TREES, "tenant", tree)
    revisions.scripts.cache_clear()
    yield
    monkeypatch.undo()
    revisions.scripts.cache_clear()


def versions(settings) -> dict[str | None, tuple[str, bool, bool]]:
    """For each workspace: its version in the directory, whether it fails, whether its schema is as told."""
    found = {}
    with owner_connection(settings) as connection:
        rows = connection.execute(
            "SELECT slug, schema_name, version, last_error FROM control.tenant WHERE slug IS NOT NULL"
        ).fetchall()
        for slug, schema_name, version, error in rows:
            there = connection.execute(
                named("SELECT version_num FROM {}.schema_version", schema_name)
            ).fetchone()
            assert there is not None
            found[slug] = (version, error is not None, there[0] == version)
    return found


def named(statement: LiteralString, schema_name: str) -> sql.Composed:
    """The statement about a schema of this name."""
    return sql.SQL(statement).format(sql.Identifier(schema_name))


def break_one(settings, slug: str) -> None:
    with owner_connection(settings) as connection:
        row = connection.execute("SELECT schema_name FROM control.tenant WHERE slug = %s", (slug,)).fetchone()
        assert row is not None
        connection.execute(named("ALTER TABLE {}.workspace ADD COLUMN added text", row[0]))


def test_all_are_migrated_and_a_second_run_has_nothing_to_do(fresh, next_release):
    results = fleet.migrate_all(fresh)

    assert {result.slug for result in results} >= {business.slug for business in BUSINESSES}
    assert all(result.error is None for result in results)
    assert set(versions(fresh).values()) == {("9999", False, True)}
    assert fleet.migrate_all(fresh) == []


def test_a_table_that_no_model_has_any_more_serves_an_older_release_still(fresh, next_release):
    with owner_connection(fresh) as connection:
        row = connection.execute(
            "SELECT schema_name, role_name FROM control.tenant WHERE slug = %s", (NORTH.slug,)
        ).fetchone()
        assert row is not None
        connection.execute(named("CREATE TABLE {}.gone (id int)", row[0]))

    fleet.migrate_all(fresh)

    with owner_connection(fresh) as connection:
        may = connection.execute(
            "SELECT has_table_privilege(%s, %s, 'UPDATE')", (row[1], f"{row[0]}.gone")
        ).fetchone()
    assert may == (True,)


def test_a_broken_one_stops_nobody_and_is_named(fresh, next_release):
    break_one(fresh, TWIN.slug)

    results = fleet.migrate_all(fresh)

    assert [result.slug for result in results if result.error] == [TWIN.slug]
    after = versions(fresh)
    old = after.pop(TWIN.slug)
    assert old[0] != "9999"
    assert old[1:] == (True, True)
    assert set(after.values()) == {("9999", False, True)}
    assert any(TWIN.slug in f.subject and f.level == "error" for f in doctor.examine(fresh))


def test_the_run_goes_on_where_it_stopped(fresh, next_release):
    with owner_connection(fresh) as connection:
        row = connection.execute("SELECT id FROM control.tenant WHERE slug = %s", (NORTH.slug,)).fetchone()
    assert row is not None
    first = fleet.migrate_one(fresh, row[0], NORTH.slug)

    rest = fleet.migrate_all(fresh)

    assert first.error is None
    assert NORTH.slug not in {result.slug for result in rest}
    assert set(versions(fresh).values()) == {("9999", False, True)}


def test_the_spare_goes_first_and_shields_the_others(fresh):
    provisioning.keep_spares(fresh, wanted=1)
    with owner_connection(fresh) as connection:
        row = connection.execute("SELECT schema_name FROM control.tenant WHERE state = 'spare'").fetchone()
        assert row is not None
        connection.execute(named("DROP TABLE {}.workspace CASCADE", row[0]))
        connection.execute("UPDATE control.tenant SET version = '0002'")
        for (name,) in connection.execute("SELECT schema_name FROM control.tenant").fetchall():
            connection.execute(named("UPDATE {}.schema_version SET version_num = '0002'", name))

    with pytest.raises(fleet.CanaryFailed):
        fleet.migrate_all(fresh)

    assert {version for version, _failed, _same in versions(fresh).values()} == {"0002"}


def test_a_locked_table_is_waited_for_and_then_named(fresh, next_release, monkeypatch):
    monkeypatch.setattr(fleet, "LOCK_TRIES", 1)
    with owner_connection(fresh) as holder:
        row = holder.execute(
            "SELECT id, schema_name FROM control.tenant WHERE slug = %s", (NORTH.slug,)
        ).fetchone()
        assert row is not None
        holder.execute(named("LOCK TABLE {}.workspace IN ACCESS EXCLUSIVE MODE", row[1]))
        result = fleet.migrate_one(fresh, row[0], NORTH.slug)

    assert result.error is not None
    assert "LockNotAvailable" in result.error
