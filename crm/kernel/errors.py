"""Domain errors: each carries a sentence a user may read; the edge turns it into a page or problem+json."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crm.kernel.i18n import LazyText, lazy


class DomainError(Exception):
    """Base of all refusals. ``code`` is the stable name that API clients branch on."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    sentence: ClassVar[LazyText] = lazy("That can't be done now.")

    def __init__(self, sentence: LazyText | str | None = None) -> None:
        self.text = sentence or self.sentence
        super().__init__(type(self).__name__)

    @property
    def members(self) -> Mapping[str, Any]:
        """What programs are told beyond the sentence: further members of the problem."""
        return {}


class NotFound(DomainError):
    """There is no such thing, or this person may not see it: both look the same (ACC-6)."""

    status = 404
    code = "not-found"
    sentence = lazy("There is nothing here, or you have no access to it.")


class Forbidden(DomainError):
    """The thing is seen, but the act is not allowed; the sentence says why."""

    status = 403
    code = "forbidden"
    sentence = lazy("You don't have permission for this.")


class SignInFirst(DomainError):
    """Nobody is signed in, or the session or token has ended."""

    status = 401
    code = "sign-in-first"
    sentence = lazy("Sign in to go on.")


class OnlyLooking(Forbidden):
    """Somebody sees as another user: they look at that user's lists and records, at nothing else."""

    code = "only-looking"


class Invalid(DomainError):
    """Some fields can't be accepted. ``fields`` maps a field's path (``comms.0.value``) to its sentence."""

    status = 422
    code = "invalid"
    sentence = lazy("Some fields need your attention.")

    def __init__(self, fields: Mapping[str, LazyText | str], sentence: LazyText | str | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields)


class Malformed(DomainError):
    """What was sent is not written in the language it claims to be."""

    status = 400
    code = "malformed"
    sentence = lazy("The body is not valid JSON.")


class Stale(DomainError):
    """Somebody else has changed the record since it was read."""

    status = 412
    code = "stale"
    sentence = lazy("Someone changed this record while you were editing it.")


class Conflict(DomainError):
    """The state of the record doesn't allow the act."""

    status = 409
    code = "conflict"


class Gone(DomainError):
    """A link that was good once: used, withdrawn or expired."""

    status = 410
    code = "gone"
    sentence = lazy("This link has expired or was already used.")


class TooMany(DomainError):
    """A limit on tries is reached. ``wait_seconds`` says when to try again."""

    status = 429
    code = "too-many-requests"
    sentence = lazy("Too many tries. Wait a little and try again.")

    def __init__(self, wait_seconds: int, sentence: LazyText | str | None = None) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class Closed(DomainError):
    """The workspace is not open now (suspended, being prepared or being deleted)."""

    status = 503
    code = "workspace-closed"
    sentence = lazy("This workspace is not open now.")


class ReadOnly(DomainError):
    """The workspace can be read but not changed now."""

    status = 503
    code = "read-only"
    sentence = lazy(
        "This workspace is read-only for the moment. Nothing you typed is lost; try again in a few minutes."
    )


class NoRoom(DomainError):
    """There is no room for more on disk; nothing was kept of what came."""

    status = 507
    code = "no-room"
    sentence = lazy("There is no room for more files. Nothing was kept; tell whoever runs Artel for you.")


class TemporaryFailure(Exception):
    """Something outside refused for now; a job that raises it is tried again later."""


class PermanentFailure(Exception):
    """Trying again can't help; a job that raises it is dead at once and shown to an operator."""
