"""From a name to an open workspace, with every step repeated, interrupted and run beside another."""

import threading

import pytest
from sqlalchemy import select

from crm.contacts.models.lists import ContactType
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.team.models import Role, User, Workspace
from tenants import provisioning, schema
from tenants.models import State
from tenants.owner import owner_connection
from tenants.scope import scope
from tests.kit.cast import NORTH

pytestmark = pytest.mark.promise("TEN-2")


def states(settings) -> dict[str | None, str]:
    with owner_connection(settings) as connection:
        return dict(connection.execute("SELECT slug, state FROM control.tenant").fetchall())


def opened(app, settings, order):
    tenant_id = provisioning.name_tenant(settings, order)
    provisioning.provision(settings, app.directory, tenant_id)
    return app.directory.by_id(tenant_id)


@pytest.mark.promise("TEN-3")
@pytest.mark.parametrize(
    ("locale", "types"),
    [
        ("en", ["Client", "Supplier", "Partner", "Competitor"]),
        ("ru", ["Клиент", "Поставщик", "Партнёр", "Конкурент"]),
    ],
)
def test_a_new_workspace_is_furnished_in_its_language(app, fresh, order, locale, types):
    entry = opened(app, fresh, order("blue", locale=locale))

    with scope(entry, read_only=True):
        assert db.session.scalars(select(ContactType.name).order_by(ContactType.position)).all() == types
        assert db.session.scalars(select(User.email)).all() == ["vera@blue.example"]
        assert db.session.scalar(select(Workspace.locale)) == locale
        assert set(db.session.scalars(select(Role.builtin))) == {"owner", "admin", "manager", "observer"}


def test_a_finished_step_may_be_repeated(app, fresh, order):
    entry = opened(app, fresh, order("blue"))

    provisioning.provision(fresh, app.directory, entry.id)

    with scope(entry, read_only=True):
        assert len(db.session.scalars(select(User)).all()) == 1


def test_what_stopped_after_furnishing_is_not_furnished_twice(app, fresh, order):
    entry = opened(app, fresh, order("blue"))
    with owner_connection(fresh) as connection:
        connection.execute(
            "UPDATE control.tenant SET state = 'provisioning', furnished = false,"
            """ first_owner = '{"name": "V", "email": "vera@blue.example", "password_hash": "-"}'"""
            " WHERE id = %s",
            (entry.id,),
        )

    provisioning.provision(fresh, app.directory, entry.id)

    assert states(fresh)["blue"] == State.OPEN
    with scope(entry, read_only=True):
        assert len(db.session.scalars(select(ContactType)).all()) == 4


def test_what_the_owner_typed_is_blanked_once_the_workspace_is_open(app, fresh, order):
    opened(app, fresh, order("blue"))

    with owner_connection(fresh) as connection:
        rows = connection.execute("SELECT first_owner FROM control.tenant WHERE slug = 'blue'").fetchall()
    assert rows == [(None,)]


@pytest.mark.promise("TEN-1")
def test_a_failed_one_is_rolled_back_and_can_be_tried_again(app, fresh, order, monkeypatch):
    def break_down(_day):
        raise RuntimeError("planted")

    monkeypatch.setattr(provisioning, "first_days", [*provisioning.first_days, break_down])
    tenant_id = provisioning.name_tenant(fresh, order("blue"))
    with pytest.raises(RuntimeError, match="planted"):
        provisioning.provision(fresh, app.directory, tenant_id)
    provisioning.roll_back(fresh, tenant_id, why="planted")
    assert states(fresh)["blue"] == State.FAILED
    assert schemas_of(fresh, tenant_id) == (False, False)

    monkeypatch.undo()
    provisioning.provision(fresh, app.directory, tenant_id)

    assert states(fresh)["blue"] == State.OPEN


def test_an_open_workspace_is_not_rolled_back(app, fresh, order):
    entry = opened(app, fresh, order("blue"))

    provisioning.roll_back(fresh, entry.id, why="too late")

    assert states(fresh)["blue"] == State.OPEN
    assert schemas_of(fresh, entry.id) == (True, True)


@pytest.mark.promise("TEN-1")
def test_a_taken_address_says_so_whoever_is_first(fresh, order):
    refusals: list[Invalid] = []

    def take() -> None:
        try:
            provisioning.name_tenant(fresh, order("blue"))
        except Invalid as error:
            refusals.append(error)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refusals) == 3
    assert all(set(refusal.fields) == {"slug"} for refusal in refusals)


@pytest.mark.parametrize(
    "slug", ["ab", "www", "under_score", "-edge", "edge-", "two--hyphens", "имя", "a" * 41]
)
@pytest.mark.promise("TEN-1")
def test_an_address_that_cannot_be_is_refused_with_the_reason(order, slug):
    with pytest.raises(Invalid) as refused:
        order(slug, owner_email="vera@first.example")

    assert set(refused.value.fields) == {"slug"}


def test_spares_are_kept_and_taken_first(app, fresh, order):
    made = provisioning.keep_spares(fresh, wanted=2)
    spare = min(ids_of(fresh, "spare"))

    entry = opened(app, fresh, order("blue"))

    assert made == 2
    assert entry.id == spare
    assert provisioning.keep_spares(fresh, wanted=2) == 1
    assert provisioning.keep_spares(fresh, wanted=2) == 0


def test_a_new_workspace_is_as_closed_as_the_others(app, fresh, order):
    entry = opened(app, fresh, order("blue"))

    with owner_connection(fresh) as connection:
        row = connection.execute(
            "SELECT has_schema_privilege(%s,"
            "   (SELECT schema_name FROM control.tenant WHERE slug = %s), 'USAGE'),"
            " has_schema_privilege(%s, %s, 'USAGE')",
            (entry.role, NORTH.slug, entry.role, entry.schema),
        ).fetchone()
    assert row == (False, True)


def test_a_new_workspace_may_not_rewrite_its_history(app, fresh, order):
    entry = opened(app, fresh, order("blue"))

    with owner_connection(fresh) as connection:
        rows = connection.execute(
            """SELECT c.relname,
                      array_agg(p.may ORDER BY p.may) FILTER (WHERE has_table_privilege(%s, c.oid, p.may))
                 FROM pg_class c, unnest(ARRAY['DELETE', 'INSERT', 'SELECT', 'TRUNCATE', 'UPDATE']) p (may)
                WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind = 'r' GROUP BY 1""",
            (entry.role, entry.schema),
        )
        rights = dict(rows.fetchall())

    expected = {
        table.name: ["INSERT", "SELECT"]
        if table.info.get("append_only")
        else ["DELETE", "INSERT", "SELECT", "UPDATE"]
        for table in schema.tenant_metadata().sorted_tables
    }
    assert rights == {**expected, "schema_version": ["SELECT"]}
    assert ["INSERT", "SELECT"] in expected.values()


def schemas_of(settings, tenant_id: int) -> tuple[bool, bool]:
    """Whether the tenant's schema and role exist."""
    with owner_connection(settings) as connection:
        row = connection.execute(
            "SELECT to_regnamespace(schema_name) IS NOT NULL, to_regrole(role_name) IS NOT NULL"
            " FROM control.tenant WHERE id = %s",
            (tenant_id,),
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def ids_of(settings, state: str) -> list[int]:
    with owner_connection(settings) as connection:
        rows = connection.execute("SELECT id FROM control.tenant WHERE state = %s", (state,)).fetchall()
    return [row[0] for row in rows]
