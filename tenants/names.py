"""What a workspace's address may be, and the opaque names it lives under."""

import re
import secrets

from crm.kernel.errors import Invalid
from crm.kernel.i18n import LazyText, lazy

SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$")
RESERVED = frozenset(
    """
    www api app apps admin administrator root mail smtp imap pop ftp ns ns1 ns2 mx cdn static assets
    media files help support docs status blog news about legal terms privacy security abuse postmaster
    webmaster hostmaster info sales billing pay payment account accounts auth login signin signup
    sign-in sign-up sso oauth register find my me home dashboard control operator internal system test
    tests dev staging beta alpha prod production localhost artel crm portal forms form hooks webhooks
    healthz readyz metrics mails mailer autodiscover autoconfig wpad isatap broadcasthost no-reply
    noreply
    """.split()
)


def checked_slug(text: str) -> str:
    """The address as it will stand in the host name: lower case, 3–40 letters, digits and inner hyphens.

    Raises:
        Invalid: with the reason, under the field ``slug``.
    """
    slug = text.strip().lower()
    complaint = _complaint(slug)
    if complaint is not None:
        raise Invalid({"slug": complaint})
    return slug


def _complaint(slug: str) -> LazyText | None:
    if not 3 <= len(slug) <= 40:
        return lazy("The address has 3 to 40 characters.")
    if not SLUG.match(slug) or "--" in slug:
        return lazy("Use Latin letters, digits and single hyphens inside, for example north-light.")
    if slug in RESERVED:
        return lazy("This address is reserved. Choose another one.")
    return None


def opaque_name() -> str:
    """A new name for a schema, which tells nothing of its tenant: ``t_`` and 16 random hex digits."""
    return f"t_{secrets.token_hex(8)}"


_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya".split()
_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюя", _LATIN, strict=True)) | {"ъ": "", "ь": ""}


def suggested_slug(business: str) -> str:
    """An address made of a business's name, or an empty text when nothing usable is left of it."""
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in business.lower())
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:40].strip("-")
    return slug if SLUG.match(slug) and slug not in RESERVED else ""
