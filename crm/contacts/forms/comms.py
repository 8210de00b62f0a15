"""Ways to reach a contact, as typed."""

import re
from typing import Annotated, Final

from pydantic import StringConstraints, ValidationInfo, field_validator

from crm.contacts.models.contact import CommKind
from crm.kernel.forms import Label, Line, OptionalId, Shape, checked_email, refusal
from crm.kernel.i18n import mark

MOST_COMMS: Final = 50
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)


class CommShape(Shape):
    """One way to reach a contact. A known ``id`` keeps its row."""

    id: OptionalId = None
    """That of an entry which the contact has already; none for a new one."""
    kind: CommKind
    value: Annotated[Line, StringConstraints(min_length=1)]
    """A phone in any spelling; without a country code it is of the workspace's country."""
    label: Label = ""
    """`work`, `home` or any other word."""
    primary: bool = False
    """The first choice among those of its kind; without one the first of them is."""

    @field_validator("value")
    @classmethod
    def _of_its_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind == "email":
            return checked_email(value)
        scheme = _SCHEME.match(value) if kind == "site" else None
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise refusal("site", mark("An address of a site begins with http:// or https://."))
        return value
