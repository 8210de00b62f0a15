"""Tokens that open a door without signing in: 256 random bits, kept hashed, bound to purpose and tenant.

Record ids are bigints counted per tenant; they open nothing by themselves.
"""

import hashlib
import secrets
from typing import Final

PREFIXES: Final = {
    "session": "ars",
    "invitation": "ari",
    "password-reset": "arp",
    "email-change": "are",
    "sign-up": "aru",
    "api": "art",
    "device": "ard",
    "calendar": "arc",
    "step-answer": "arw",
}


def new_token(purpose: str) -> str:
    """A new secret with a recognisable prefix (``art_…``), so that scanners can find a leaked one."""
    return f"{PREFIXES[purpose]}_{secrets.token_urlsafe(32)}"


def token_hash(token: str, *, purpose: str, tenant_id: int | None) -> bytes:
    """What is stored instead of the token: SHA-256 over purpose, tenant and token.

    The same token under another purpose or tenant has another hash, so it is worth nothing there (I3).
    """
    return hashlib.sha256(f"{purpose}\0{tenant_id or 'control'}\0{token}".encode()).digest()
