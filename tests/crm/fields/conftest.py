"""What the tests of fields share."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.contacts.models.contact import Contact
from crm.fields.forms import FieldShape
from crm.fields.models import CustomField
from crm.kernel.db import db
from crm.kernel.forms import read
from tests.kit.cast import NORTH


@pytest.fixture
def custom_of(in_scope) -> Callable[..., dict[str, Any]]:
    """What a contact has in ``custom``, as it is kept."""

    def custom(contact_id: int, at: Any = NORTH) -> dict[str, Any]:
        with in_scope(at, read_only=True):
            return dict(db.session.get(Contact, contact_id).custom)

    return custom


def shape_of(field: CustomField, **changes: Any) -> FieldShape:
    """The field as an admin sees it in its form, with changes."""
    values = {name: getattr(field, name) for name in FieldShape.model_fields}
    values["options"] = [option for option in field.options if not option.pop("deleted", False)]
    return read(FieldShape, {**values, **changes})
