"""Photos as the models that wear them know them: by the key of the stored file that ``photo_id`` names.

The floor of ``files`` lies between those models; what they share is the table's name and the address.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, ScalarSelect, Text, column, select, table

_FILES: Final = table("stored_file", column("id", BigInteger), column("key", Text))


def key_of(photo_id: Any) -> ScalarSelect[str]:
    """The key of the photo with this id, for a query that loads whoever wears it."""
    return select(_FILES.c.key).where(_FILES.c.id == photo_id).scalar_subquery()


def url(key: str | None) -> str:
    """The photo's path on its workspace's host; empty where there is none."""
    return f"/photos/{key}" if key else ""
