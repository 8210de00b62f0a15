"""The names under which the journal keeps what belongs to contacts."""

from typing import Final

CONTACT: Final = "contact"
COMM: Final = "contact_comm"
LINK: Final = "contact_link"
MERGED_LINK: Final = "contact_link.merged"
"""A link that went along to another contact by a merge."""
MANAGERS: Final = "managers"
"""Not a column of a contact, but kept like one: a list of ``{user_id, lead}``."""
GRANTS: Final = "grants"
"""Kept in the same way: a list of ``{grantee, level}``."""
