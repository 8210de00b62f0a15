"""The control plane's own work: preparing workspaces, keeping spares, removing the ended."""

from crm.kernel.jobs import Running, control_job, later_in_control
from crm.web import here
from tenants import lifecycle, provisioning


def _roll_back(*, reason: str, tenant_id: int) -> None:
    provisioning.roll_back(here.settings(), tenant_id, why=reason)


@control_job("tenants.provision", queue="instant", max_attempts=5, gave_up=_roll_back)
def provision(job: Running, *, tenant_id: int) -> None:
    """Bring a named workspace to open, and have the spare that it took replaced."""
    provisioning.provision(here.settings(), here.directory(), tenant_id)
    later_in_control("tenants.keep_spares", key=f"after {tenant_id}")


@control_job("tenants.keep_spares", queue="bulk")
def keep_spares(job: Running) -> None:
    """Have a few workspaces built ahead."""
    provisioning.keep_spares(here.settings())


@control_job("tenants.purge", queue="bulk")
def purge(job: Running) -> None:
    """Remove for ever what was deleted and whose grace period has ended."""
    lifecycle.purge(here.settings())
