"""Keyset paging: a cursor is the sort key of the last row, signed so that nobody can make one up."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy

T = TypeVar("T")
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of matches, exact up to the cap; shown as "1,000+" beyond."""

    value: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list, and the cursor that the next one starts after (None at the end)."""

    items: Sequence[T]
    next_cursor: str | None


class Cursors:
    """Writes and reads cursors, signed for one purpose (a list and its order)."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._key = hashlib.sha256(f"{secret}\0{purpose}".encode()).digest()

    def write(self, *key: Any) -> str:
        """The cursor after the row with this sort key."""
        body = json.dumps(key, ensure_ascii=False, separators=(",", ":"), default=str).encode()
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def read(self, cursor: str) -> list[Any]:
        """The sort key that the cursor stands for.

        Raises:
            Invalid: it was not written here, or was changed.
        """
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError, UnicodeEncodeError):
            raw = b""
        signature, body = raw[:12], raw[12:]
        if not body or not hmac.compare_digest(signature, self._sign(body)):
            raise Invalid({"cursor": lazy("This page marker is not valid; start again from the first page.")})
        key: list[Any] = json.loads(body)
        return key

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:12]
