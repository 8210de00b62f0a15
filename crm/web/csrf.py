"""CSRF: Flask-WTF's tokens. Signed in they hang on the session, before that on a signed host-only cookie."""

import hashlib
import hmac

from flask import session
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
FIELD = "csrf_token"


def bind_to(seed: str) -> None:
    """Make this request's forms belong to the signed-in session with this secret seed."""
    token = hmac.digest(seed.encode(), b"csrf", hashlib.sha256).hex()
    if session.get(FIELD) != token:
        session[FIELD] = token
