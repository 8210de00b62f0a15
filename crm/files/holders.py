"""Who wears photos: each package that has a column for one says so, so that no photo in use is ever swept."""

from typing import Any

holders: list[Any] = []
"""The columns (``Contact.photo_id``) that name photos in use."""


def wears(photo_id: Any) -> None:
    """Make a column known; one that is known stays."""
    if not any(photo_id is known for known in holders):
        holders.append(photo_id)
