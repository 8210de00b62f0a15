"""What happens to people of a workspace. Facts hold ids; who that was is looked up when they are read."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import lazy


@declared
class UserAdded(Fact):
    """A user was added with a first role, by an operator's command or on the first day."""

    about: ClassVar[str] = "user"
    sentence = lazy("New user: %(subject)s — %(actor)s")
    user_id: int
    role_id: int


@declared
class SignedIn(Fact):
    """A person signed in and got a new session."""

    about: ClassVar[str] = "user"
    sentence = lazy("Sign-in — %(actor)s")
    user_id: int
    session_id: int


@declared
class SignedOut(Fact):
    """Sessions were ended: one's own current one, one of the list, or all others."""

    about: ClassVar[str] = "user"
    sentence = lazy("Sign-out — %(actor)s")
    user_id: int
    session_ids: tuple[int, ...]


@declared
class TokenMade(Fact):
    """A personal API token was made."""

    about: ClassVar[str] = "user"
    sentence = lazy("New API token — %(actor)s")
    user_id: int
    token_id: int
    scopes: tuple[str, ...]


@declared
class UserDeactivated(Fact):
    """A user can no longer come in. What they were in charge of goes to the heir in the same transaction.

    Packages whose records have people in charge react with ``@together``; ``heir_id`` None leaves everything
    as it is (there was nothing to hand over, or nobody was named).
    """

    about: ClassVar[str] = "user"
    sentence = lazy("User deactivated by %(actor)s: %(subject)s")
    user_id: int
    heir_id: int | None


@declared
class UserReactivated(Fact):
    """A deactivated user may come in again."""

    about: ClassVar[str] = "user"
    sentence = lazy("User reactivated by %(actor)s: %(subject)s")
    user_id: int
