"""Who is in charge of a contact, and who else may see it, as chosen."""

from typing import Annotated, Final

from pydantic import Field

from crm.contacts.models.contact import Sharing
from crm.kernel.forms import Id, OptionalId, Shape

MOST_MANAGERS: Final = 50


class ManagersShape(Shape):
    """Who is in charge of a contact."""

    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS, default_factory=list)]
    lead_id: OptionalId = None


class SharingShape(Shape):
    """Who else may see a contact."""

    sharing: Sharing
