"""What the runs choose from: roles, users, groups; and the rows of the access list by brute force."""

from crm.contacts.access import ASSIGN_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from tests.crm.contacts.seeing.reference import MANAGE, WRITE, Card
from tests.kit.cast import CAST

MAYS = {"view": VIEW_CONTACTS, "edit": EDIT_CONTACTS, "assign": ASSIGN_CONTACTS}
BUILTIN = {"owner": 3, "admin": 3, "manager": 1}
TABLES = {
    **{name: dict.fromkeys(MAYS, reach) for name, reach in BUILTIN.items()},
    "observer": {"view": 1},
    "group reader": {"view": 2},
    "group worker": {"view": 2, "edit": 2, "assign": 1},
    "group lead": {"view": 2, "edit": 1, "assign": 2},
    "reader of all": {"view": 3, "edit": 1},
    "blind": {"edit": 3, "assign": 1},
    "nobody": {},
}
"""What each role may, as the reference knows it; those that are not built in are made for the tests."""
SHARINGS = ("private", "read", "write")
USERS = [person.id for person in CAST]
GROUPS = (1, 2)
GRANTEES = [*(f"u{user}" for user in USERS), "g1", "g2"]


def rows_of(card: Card) -> dict[str, int]:
    """The rows that the access list should hold of a contact."""
    if card.gone:
        return {}
    letter = "u" if card.restricted else "m"
    rows = {f"{letter}{user}": MANAGE for user in card.managers}
    for grantee, level in card.grants.items():
        if int(grantee[1:]) not in card.managers or grantee[0] == "g":
            rows[grantee] = level
    if card.sharing and not card.restricted:
        rows["*"] = card.sharing
    if card.class_id and not card.restricted:
        rows[f"c{card.class_id}"] = WRITE
    return rows
