"""I1: without a workspace nothing is read, and a pooled connection remembers nothing."""

from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, InternalError, ProgrammingError

from crm.contacts.models.contact import Contact
from crm.kernel import context
from crm.kernel.context import NoTenant
from crm.kernel.db import GluedSQL, db
from crm.team.models import User
from tests.kit.cast import NORTH, SEVER, TWIN

pytestmark = pytest.mark.promise("I1")


def test_without_a_workspace_no_statement_is_sent(app, count_queries):
    with app.app_context(), count_queries() as sent:
        with pytest.raises(NoTenant):
            db.session.scalars(select(User)).all()
        db.session.remove()

    assert len(sent) == 0


def test_the_apps_login_finds_no_table_by_itself(app):
    with _app_login(app) as connection, pytest.raises(ProgrammingError, match="does not exist"):
        connection.execute(text("SELECT * FROM user_account"))


def test_the_apps_login_may_read_nothing_of_a_workspace(app):
    entry = _entry(app, NORTH)
    query = text(f'SELECT * FROM "{entry.schema}".user_account')  # noqa: S608 (from the directory)
    with _app_login(app) as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(query)


@pytest.mark.parametrize("table", ["control.tenant", "control.job", "control.address"])
def test_a_workspaces_role_may_not_touch_the_control_plane(table, in_scope):
    with in_scope(NORTH, read_only=True), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (constants)


def test_a_workspaces_role_may_not_touch_another_workspace(app, in_scope):
    other = _entry(app, TWIN)

    with in_scope(NORTH, read_only=True), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(f'SELECT * FROM "{other.schema}".contact'))  # noqa: S608 (from the directory)


def test_one_connection_serves_one_workspace_after_the_other(app, in_scope):
    seen = {}
    with app.app_context():
        db.engine.dispose()  # a pool that holds several lends them in turn
    for business in (NORTH, TWIN, SEVER, NORTH):
        with in_scope(business, read_only=True):
            seen[business.slug] = db.session.scalar(select(func.max(User.email)))
            pid = db.session.scalar(select(func.pg_backend_pid()))
            seen.setdefault("pid", pid)
            assert pid == seen["pid"]

    assert seen["north"].endswith("@north.example")
    assert seen["twin"].endswith("@leak.example")
    assert seen["sever"].endswith("@sever.example")


def test_a_rollback_does_not_lead_back_to_the_workspace_before(in_scope):
    with in_scope(TWIN, read_only=True):
        db.session.scalar(select(func.count(User.id)))
    with in_scope(NORTH, read_only=True):
        db.session.scalar(select(func.count(User.id)))
        db.session.rollback()

        assert db.session.scalar(select(func.max(User.email))).endswith("@north.example")


def test_a_connection_between_two_scopes_has_no_role_and_no_path(app, in_scope):
    with in_scope(NORTH, read_only=True):
        db.session.scalar(select(func.count(User.id)))
        pool_connection = db.session.connection().connection
        driver = pool_connection.driver_connection
        db.session.rollback()
        row = driver.execute("SELECT current_user, session_user, current_setting('search_path')").fetchone()
        driver.rollback()

    assert row[0] == row[1] == app.extensions["artel_settings"].app_url.username
    assert row[2] == ""


def test_a_commit_leaves_nothing_behind_on_the_connection(app, in_scope):
    with in_scope(NORTH):
        db.session.add(User(email="x@north.example", name="X", locale="en"))
    with app.app_context():
        pooled = db.engine.raw_connection()
        row = pooled.driver_connection.execute(
            "SELECT current_user, session_user, current_setting('search_path')"
        )
        assert row.fetchone() == (*[app.extensions["artel_settings"].app_url.username] * 2, "")
        pooled.driver_connection.rollback()
        pooled.close()


def test_scopes_do_not_nest(in_scope):
    with in_scope(NORTH, read_only=True), pytest.raises(RuntimeError, match="nest"), in_scope(TWIN):
        pass

    assert context.pin() is None


def test_nothing_stays_pinned_after_an_error(in_scope):
    with pytest.raises(ZeroDivisionError), in_scope(NORTH):
        raise ZeroDivisionError

    assert context.pin() is None


def test_two_statements_in_one_are_refused_by_the_guard(in_scope):
    with in_scope(NORTH, read_only=True), pytest.raises(GluedSQL):
        db.session.execute(text("SELECT 1; SELECT 2"))


def test_two_statements_in_one_are_refused_by_the_protocol(in_scope):
    with in_scope(NORTH, read_only=True), pytest.raises(ProgrammingError, match="multiple commands"):
        db.session.execute(text("SELECT 1; SELECT 2").execution_options(fixed_text=True))


def test_two_statements_in_one_are_refused_on_the_control_plane_too(app):
    twice = text("SELECT 1; SELECT 2").execution_options(fixed_text=True)
    with _app_login(app) as connection, pytest.raises(ProgrammingError, match="multiple commands"):
        connection.execute(twice)


def test_a_reading_scope_refuses_to_write(in_scope):
    with in_scope(NORTH, read_only=True):
        db.session.add(User(email="x@north.example", name="X", locale="en"))
        with pytest.raises(InternalError, match="read-only transaction"):
            db.session.flush()
        db.session.rollback()


def test_history_can_be_neither_changed_nor_removed(in_scope):
    for statement in ("UPDATE fact SET name = name", "DELETE FROM fact"):
        with pytest.raises(ProgrammingError, match="permission denied"), in_scope(NORTH):
            db.session.execute(text(statement))


def test_a_loaded_record_is_gone_in_the_next_scope(in_scope):
    with in_scope(TWIN, read_only=True):
        foreign = db.session.get(Contact, 1)
        assert "LEAK" in foreign.first_name
    with in_scope(NORTH, read_only=True):
        assert foreign not in db.session
        assert "LEAK" not in db.session.get(Contact, 1).first_name


@pytest.mark.parametrize("function", ["set_config('role', 'none', false)", "pg_sleep(0)", "lo_create(0)"])
def test_side_doors_of_postgresql_are_shut_where_the_owner_may_shut_them(function, in_scope, database):
    superuser = database.owner.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if not superuser[0]:
        pytest.skip("the owner's login may not revoke functions of PostgreSQL: crm doctor tells of it")

    with pytest.raises(DBAPIError, match="permission denied"), in_scope(NORTH):
        db.session.execute(text(f"SELECT {function}").execution_options(fixed_text=True))


@contextmanager
def _app_login(app):
    """A connection as the app's login has it outside every scope."""
    with app.app_context(), db.engines["control"].connect() as connection:
        yield connection


def _entry(app, business):
    with app.app_context():
        return app.directory.by_slug(business.slug)


def test_no_statement_is_compiled_first(in_scope):
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(text("SHOW jit")) == "off"
