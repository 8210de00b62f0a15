"""Who is at the door: what ``team`` tells of a cookie or a token, without ``web`` knowing users."""

from dataclasses import dataclass
from typing import Any, Protocol

from crm.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has come in. ``user`` is what Flask-Login calls the current user; it has a ``photo_url``.

    ``csrf_seed`` is a secret of this session that forms are bound to (empty for tokens, which need none);
    ``role_label`` is what stands under the name, in the reader's language; ``token_id`` is the API token's
    (None for a person at a page); ``logo_version`` is that of the workspace's logo, None where it has none.
    Who sees as another user has that user's ``actor`` and ``user``, and is the ``viewer`` (ACC-7).
    """

    actor: Actor
    user: Any
    csrf_seed: str = ""
    role_label: str = ""
    token_id: int | None = None
    logo_version: int | None = None
    viewer: "Identity | None" = None


class Identities(Protocol):
    """How a secret becomes somebody; both answer None for what is unknown, ended or of another tenant."""

    def by_cookie(self, token: str) -> Identity | None:
        """The person behind a session cookie. Reads only; last-seen goes another way."""

    def by_bearer(self, token: str) -> Identity | None:
        """The person behind a personal API token, with its scopes."""
