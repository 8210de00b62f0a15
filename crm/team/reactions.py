"""What follows from facts about people: the directory keeps in step, a moment later and by jobs.

The directory stands in the control plane, and no transaction spans both planes.
"""

from crm.kernel.facts import Fact, FactRow, together
from crm.kernel.jobs import later
from crm.team.facts import (
    EmailChanged,
    InvitationTaken,
    UserAdded,
    UserDeactivated,
    UserReactivated,
    WorkspaceChanged,
)

REMEMBER_ADDRESSES = "team.remember_addresses"
TELL_DIRECTORY = "team.tell_directory"


@together(UserAdded)
@together(InvitationTaken)
@together(EmailChanged)
@together(UserDeactivated)
@together(UserReactivated)
def remember_addresses(_fact: Fact, row: FactRow) -> None:
    """Let "find my workspace" know whose addresses are good here (TEN-5)."""
    later(REMEMBER_ADDRESSES, key=str(row.id))


@together(WorkspaceChanged)
def tell_directory(_fact: WorkspaceChanged, row: FactRow) -> None:
    """Let the directory know the workspace's name, language and zone."""
    later(TELL_DIRECTORY, key=str(row.id))
