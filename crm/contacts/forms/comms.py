"""Ways to reach a contact, as typed."""

import re
from typing import Annotated, Final

from pydantic import Field, ValidationInfo, field_validator

from crm.contacts.models.contact import CommKind
from crm.kernel.forms import Label, Line, LongLine, OptionalId, Shape, checked_email, refusal
from crm.kernel.i18n import mark

MOST_COMMS: Final = 200
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)


class AddressShape(Shape):
    """A postal address in parts."""

    street: Line = ""
    """Street, house, flat."""
    city: Line = ""
    region: Line = ""
    postal_code: Line = ""
    country: Line = ""
    """ISO 3166-1 (`DE`), or its name in English or Russian; another word is kept as it is."""


class CommShape(Shape):
    """One way to reach a contact. A known ``id`` keeps its row."""

    id: OptionalId = None
    """That of an entry which the contact has already; none for a new one."""
    kind: CommKind
    parts: AddressShape | None = None
    """An address's; it counts where both it and `value` are sent."""
    value: Annotated[LongLine, Field(validate_default=True)] = ""
    """A phone in any spelling (without a country code it is of the workspace's country), an e-mail, a site, a
    name at a messenger or network or its address there, a postal address in one line."""
    label: Label = ""
    """`work`, `mobile` …; of a messenger or network which one (`telegram`, `vk` …); or any other words."""
    primary: bool = False
    """The first choice among those of its kind; without one the first of them is."""

    @field_validator("parts")
    @classmethod
    def _of_an_address(cls, parts: AddressShape | None, info: ValidationInfo) -> AddressShape | None:
        if parts is None or not any(value for _name, value in parts):
            return None
        if info.data.get("kind") != "address":
            raise refusal("parts", mark("Only an address has parts."))
        return parts

    @field_validator("value")
    @classmethod
    def _of_its_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind == "email":
            return checked_email(value)
        if not value and "parts" in info.data and not info.data["parts"]:  # parts at fault are told already
            raise refusal("missing", mark("Fill this in."))
        if kind == "site" and not is_site(value):
            raise refusal("site", mark("An address of a site begins with http:// or https://."))
        return value


def is_site(value: str) -> bool:
    """Whether it can be a site's address: of another scheme than the web's it can't."""
    scheme = _SCHEME.match(value)
    return scheme is None or scheme[1].lower() in ("http", "https")
