"""Reading sign-ups and what has come of them."""

from datetime import timedelta

from sqlalchemy import func, or_, select

from crm.kernel.db import db
from crm.kernel.errors import Gone, NotFound
from crm.kernel.i18n import lazy
from crm.kernel.ids import token_hash
from crm.signup.models import SignUp
from tenants import names
from tenants.models import State, Tenant

EXPIRED = lazy("This link has expired. Sign up once more; it takes a minute.")
MOST_SUGGESTIONS = 20


def is_free(slug: str) -> bool:
    """Whether no workspace has this address; a sign-up that isn't confirmed reserves nothing."""
    return db.session.scalar(select(Tenant.id).where(Tenant.slug == slug)) is None


def free_slug_like(business: str) -> str:
    """A free address made of a business's name, numbered if that is taken; empty if none can be made."""
    stem = names.suggested_slug(business)[:36].rstrip("-")
    if not stem:
        return ""
    wishes = [stem, *(f"{stem}-{number}" for number in range(2, MOST_SUGGESTIONS))]
    taken = set(db.session.scalars(select(Tenant.slug).where(Tenant.slug.in_(wishes))))
    return next((wish for wish in wishes if wish not in taken), "")


def by_token(token: str) -> SignUp:
    """The sign-up that a confirmation link belongs to.

    Raises:
        Gone: there is none, or its time is over. A sign-up that was confirmed is found as long as it is kept.
    """
    hashed = token_hash(token, purpose="sign-up", tenant_id=None)
    found: SignUp | None = db.session.scalar(
        select(SignUp).where(
            SignUp.token_hashes.contains([hashed]),
            or_(SignUp.expires_at > func.now(), SignUp.confirmed_at.is_not(None)),
        )
    )
    if found is None:
        raise Gone(EXPIRED)
    return found


def locked(sign_up: SignUp) -> SignUp:
    """The same, read afresh and kept from others until this transaction ends."""
    db.session.refresh(sign_up, with_for_update=True)
    return sign_up


def by_id(sign_up_id: int) -> SignUp:
    """The sign-up.

    Raises:
        NotFound: it is forgotten by now.
    """
    found: SignUp | None = db.session.get(SignUp, sign_up_id)
    if found is None:
        raise NotFound
    return found


def letters_today(email: str) -> int:
    """How many letters sign-ups had sent to this address within a day."""
    counted = select(func.coalesce(func.sum(SignUp.mails), 0)).where(
        func.lower(SignUp.email) == email.lower(), SignUp.made_at > func.now() - timedelta(days=1)
    )
    return int(db.session.scalar(counted) or 0)


def state_of(sign_up: SignUp) -> State | None:
    """How far its workspace is; None before it is confirmed, or when the workspace is gone."""
    found = db.session.scalar(select(Tenant.state).where(Tenant.id == sign_up.tenant_id))
    return State(found) if found is not None else None


def named_by(sign_up: SignUp) -> int | None:
    """The workspace that this very sign-up has named already, if a crash kept that from being noted.

    An argon2id hash carries its own salt: no two sign-ups have the same.
    """
    owner_hash = Tenant.first_owner["password_hash"].astext
    return db.session.scalar(
        select(Tenant.id).where(Tenant.slug == sign_up.slug, owner_hash == sign_up.password_hash)
    )
