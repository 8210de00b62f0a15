"""Extra access that all contacts of a file get (ACC-3)."""

from typing import Any

from sqlalchemy import Insert, SmallInteger, Text, column, func, insert, literal, select, true
from sqlalchemy.dialects.postgresql import JSONB

from crm.contacts.forms.access import GrantShape, levels
from crm.contacts.models.classes import ContactGrant
from crm.imports.models import Import


def granted(one: Import) -> list[dict[str, Any]]:
    """To whom, and how far, as the journal notes it."""
    found = levels([GrantShape(**grant) for grant in one.wish.get("grants") or ()])
    return [{"grantee": grantee, "level": found[grantee]} for grantee in sorted(found)]


def grants(one: Import, chosen: Any) -> Insert:
    """The rows of grants of new contacts; ``chosen`` is a table with their ids."""
    told = func.jsonb_to_recordset(literal(granted(one), JSONB))
    row = told.table_valued(column("grantee", Text()), column("level", SmallInteger()))
    row = row.render_derived(name="row_grants", with_types=True)
    values = select(chosen.c.contact_id, row.c.grantee, row.c.level).select_from(chosen.join(row, true()))
    return insert(ContactGrant).from_select(["contact_id", "grantee", "level"], values)
