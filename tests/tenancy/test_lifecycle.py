"""Suspending, resuming and deleting a workspace; what a deleted one leaves behind is nothing."""

import pytest

from crm.files.store import store
from crm.kernel.errors import Conflict, NotFound
from tenants import lifecycle, provisioning
from tenants.owner import owner_connection
from tenants.scope import scope
from tests.kit.cast import ALICE, NORTH, SEVER

pytestmark = pytest.mark.promise("TEN-10")


def test_a_suspended_workspace_is_closed_and_resumes_as_it_was(app, client_of):
    alice = client_of(ALICE)
    with app.app_context():
        lifecycle.suspend(NORTH.slug)
    app.directory.forget()
    closed = alice.get("/contacts").status_code

    with app.app_context():
        lifecycle.resume(NORTH.slug)
    app.directory.forget()

    assert closed == 503
    assert alice.get("/contacts").status_code == 200


@pytest.mark.usefixtures("in_app")
def test_deleting_waits_for_its_grace_and_can_be_taken_back(settings, app):
    lifecycle.delete(SEVER.slug, grace_days=30)
    purged = lifecycle.purge(settings)

    lifecycle.resume(SEVER.slug)

    app.directory.forget()
    assert purged == []
    assert app.directory.by_slug(SEVER.slug).answers


@pytest.mark.promise("R13")
def test_a_purged_workspace_leaves_no_trace(app, fresh, order):
    tenant_id = provisioning.name_tenant(fresh, order("blue"))
    provisioning.provision(fresh, app.directory, tenant_id)
    entry = app.directory.by_id(tenant_id)
    with owner_connection(fresh) as connection:
        connection.execute(
            "INSERT INTO control.job (tenant_id, kind, dedup_key, payload) VALUES (%s, 'x', 'x', '{}')",
            (tenant_id,),
        )
    with scope(entry):
        store().put(b"of blue")
    folder = fresh.data / "files" / entry.schema
    assert folder.exists()
    lifecycle.delete("blue", grace_days=0)

    assert lifecycle.purge(fresh, slug="blue") == ["blue"]

    assert not folder.exists()

    with owner_connection(fresh) as connection:
        left = connection.execute(
            "SELECT (SELECT count(*) FROM control.tenant WHERE id = %(id)s),"
            " (SELECT count(*) FROM control.address WHERE tenant_id = %(id)s),"
            " (SELECT count(*) FROM control.job WHERE tenant_id = %(id)s),"
            " (SELECT count(*) FROM pg_namespace WHERE nspname = %(schema)s),"
            " (SELECT count(*) FROM pg_roles WHERE rolname = %(role)s)",
            {"id": tenant_id, "schema": entry.schema, "role": entry.role},
        ).fetchone()
    assert left == (0, 0, 0, 0, 0)


@pytest.mark.usefixtures("in_app")
def test_an_open_workspace_is_never_purged(settings):
    assert lifecycle.purge(settings, slug=NORTH.slug) == []


@pytest.mark.usefixtures("in_app")
@pytest.mark.parametrize(
    "act", [lifecycle.suspend, lifecycle.resume, lifecycle.delete, lifecycle.make_read_only]
)
def test_an_unknown_workspace_is_not_found(act):
    with pytest.raises(NotFound):
        act("nowhere")


@pytest.mark.usefixtures("in_app")
def test_a_deleted_workspace_is_not_suspended():
    lifecycle.delete(NORTH.slug)

    with pytest.raises(Conflict):
        lifecycle.suspend(NORTH.slug)
