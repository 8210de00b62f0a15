"""The workspace's settings (TEN-4). Changing currency or zone rewrites no stored amount or instant."""

from crm.kernel.access import Actor
from crm.kernel.errors import Stale
from crm.kernel.facts import record
from crm.team.access import MANAGE_WORKSPACE
from crm.team.facts import WorkspaceChanged
from crm.team.forms import WorkspaceForm
from crm.team.models import Workspace


def change_settings(workspace: Workspace, form: WorkspaceForm, *, by: Actor) -> bool:
    """Put the settings in force; returns whether anything is new.

    Raises:
        Stale: somebody changed them since ``form.version``.
    Records: WorkspaceChanged, if anything is new.
    """
    by.must(MANAGE_WORKSPACE)
    if workspace.version != form.version:
        raise Stale
    values = form.model_dump(exclude={"version"})
    changed = [field for field, value in values.items() if getattr(workspace, field) != value]
    if not changed:
        return False
    for field in changed:
        setattr(workspace, field, values[field])
    workspace.version += 1
    record(WorkspaceChanged(fields=changed, version=workspace.version), by=by)
    return True
