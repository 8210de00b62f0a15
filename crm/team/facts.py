"""What happens to people of a workspace. Facts hold ids; who that was is looked up when they are read."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class UserFact(Fact):
    """Base of the facts about one user."""

    about: ClassVar[str] = "user"
    user_id: int


@declared
class UserAdded(UserFact):
    """A user was added with a first role, by an operator's command or on the first day."""

    role_id: int
    sentence: ClassVar[LazyText] = lazy("User added by %(actor)s: %(subject)s")


@declared
class ProfileChanged(UserFact):
    """Somebody changed how they are called or spoken to. ``fields`` are names of columns."""

    fields: list[str]
    sentence: ClassVar[LazyText] = lazy("Own settings changed by %(actor)s")


@declared
class RolesChanged(UserFact):
    """A user got other roles."""

    role_ids: list[int]
    before: list[int]
    sentence: ClassVar[LazyText] = lazy("Roles of %(subject)s changed by %(actor)s")


class RoleFact(Fact):
    """Base of the facts about one role. Reaches are numbers, 0 for none to 3 for all, by permission."""

    about: ClassVar[str] = "role"
    role_id: int


@declared
class RoleAdded(RoleFact):
    """A role of the workspace's own was added."""

    role_name: str
    reaches: dict[str, int]
    sentence: ClassVar[LazyText] = lazy("Role “%(role_name)s” added by %(actor)s")


@declared
class RoleChanged(RoleFact):
    """A role was renamed, described anew, or may do other things; both hold only what differs."""

    before: dict[str, int | str]
    after: dict[str, int | str]
    sentence: ClassVar[LazyText] = lazy("Role %(subject)s changed by %(actor)s")


@declared
class RoleDeleted(RoleFact):
    """A role of the workspace's own was deleted; those who had it got the replacement."""

    role_name: str
    reaches: dict[str, int]
    replacement_id: int | None
    user_ids: list[int]
    sentence: ClassVar[LazyText] = lazy("Role “%(role_name)s” deleted by %(actor)s")


@declared
class UserDeactivated(UserFact):
    """A user can no longer come in. What they were in charge of goes to the heir in the same transaction.

    Packages whose records have people in charge react with ``@together``; ``heir_id`` None leaves everything
    as it is. Whoever hands something over tells the heir, in one summary (TEN-7).
    """

    heir_id: int | None
    sentence: ClassVar[LazyText] = lazy("User deactivated by %(actor)s: %(subject)s")


@declared
class UserReactivated(UserFact):
    """A deactivated user may come in again."""

    sentence: ClassVar[LazyText] = lazy("User reactivated by %(actor)s: %(subject)s")


@declared
class SignedIn(UserFact):
    """A person signed in and got a new session."""

    session_id: int
    sentence: ClassVar[LazyText] = lazy("Signed in: %(actor)s")


@declared
class SignInFailed(Fact):
    """Somebody tried to sign in with a wrong password; ``user_id`` is None where nobody has that address."""

    about: ClassVar[str] = "user"
    user_id: int | None
    sentence: ClassVar[LazyText] = lazy("Sign-in refused: wrong password")


@declared
class SeeAsStarted(UserFact):
    """An admin began to see what this user sees (ACC-7)."""

    session_id: int
    sentence: ClassVar[LazyText] = lazy("Seeing as %(subject)s begun by %(actor)s")


@declared
class SeeAsEnded(UserFact):
    """It ended: by itself, with the session, with the right to do so, or because the user was deactivated."""

    session_id: int
    viewer_id: int
    sentence: ClassVar[LazyText] = lazy("Seeing as %(subject)s ended by %(actor)s")


@declared
class SignedOut(UserFact):
    """Sessions were ended: one of the list, all, or those that a new password shuts."""

    session_ids: tuple[int, ...]
    sentence: ClassVar[LazyText] = lazy("Sessions of %(subject)s ended by %(actor)s")


@declared
class PasswordChanged(UserFact):
    """A person has a new password."""

    sentence: ClassVar[LazyText] = lazy("Password changed by %(actor)s")


@declared
class EmailChangeAsked(UserFact):
    """A person wants another e-mail address; both addresses are asked."""

    change_id: int
    sentence: ClassVar[LazyText] = lazy("Change of e-mail address asked for by %(actor)s")


@declared
class EmailChanged(UserFact):
    """A person has another e-mail address."""

    sentence: ClassVar[LazyText] = lazy("E-mail address changed by %(actor)s")


@declared
class TokenMade(UserFact):
    """A personal API token was made."""

    token_id: int
    scopes: tuple[str, ...]
    sentence: ClassVar[LazyText] = lazy("API token made by %(actor)s")


@declared
class TokenRevoked(UserFact):
    """A personal API token was revoked."""

    token_id: int
    sentence: ClassVar[LazyText] = lazy("API token revoked by %(actor)s")


class InvitationFact(Fact):
    """Base of the facts about one invitation."""

    about: ClassVar[str] = "invitation"
    invitation_id: int


@declared
class UserInvited(InvitationFact):
    """Somebody was invited with a role."""

    role_id: int
    sentence: ClassVar[LazyText] = lazy("Invitation sent by %(actor)s")


@declared
class InvitationResent(InvitationFact):
    """An invitation was mailed again and lasts anew."""

    sentence: ClassVar[LazyText] = lazy("Invitation sent again by %(actor)s")


@declared
class InvitationWithdrawn(InvitationFact):
    """An invitation was taken back before it was accepted."""

    sentence: ClassVar[LazyText] = lazy("Invitation withdrawn by %(actor)s")


@declared
class InvitationTaken(InvitationFact):
    """Somebody accepted an invitation and is a user now."""

    user_id: int
    sentence: ClassVar[LazyText] = lazy("Invitation accepted by %(actor)s")


class GroupFact(Fact):
    """Base of the facts about one group."""

    about: ClassVar[str] = "group"
    group_id: int


@declared
class GroupAdded(GroupFact):
    """A group was added."""

    sentence: ClassVar[LazyText] = lazy("Group added by %(actor)s")


@declared
class GroupChanged(GroupFact):
    """A group was renamed, or has other members."""

    added: list[int]
    removed: list[int]
    sentence: ClassVar[LazyText] = lazy("Group changed by %(actor)s")


@declared
class GroupDeleted(GroupFact):
    """A group was deleted; it can be restored."""

    sentence: ClassVar[LazyText] = lazy("Group deleted by %(actor)s")


@declared
class GroupRestored(GroupFact):
    """A deleted group is back with its members."""

    sentence: ClassVar[LazyText] = lazy("Group restored by %(actor)s")


@declared
class WorkspaceChanged(Fact):
    """Settings of the workspace were changed. ``fields`` are names of columns, ``version`` the new one."""

    about: ClassVar[str] = "workspace"
    fields: list[str]
    version: int
    sentence: ClassVar[LazyText] = lazy("Workspace settings changed by %(actor)s")


@declared
class LogoChanged(Fact):
    """The workspace has another logo, or none. ``before`` is the one it had."""

    about: ClassVar[str] = "workspace"
    logo_id: int | None
    before: int | None
    sentence: ClassVar[LazyText] = lazy("Logo changed by %(actor)s")
