"""Who belongs to whom, as typed; always from the standpoint of one of the two contacts."""

from typing import Annotated

from pydantic import StringConstraints

from crm.kernel.forms import Id, Line, Shape

Role = Annotated[Line, StringConstraints(max_length=100)]


class LinkEdit(Shape):
    """What a link says. Of a person and a company ``role`` is the person's post, whichever end is asked."""

    role: Role = ""
    """What the linked contact is to this one: one of the usual roles by its key, or own words."""
    back_role: Role = ""
    """What this contact is to the linked one; a usual role brings its counterpart if nothing is given."""
    main: bool = False
    """Of a person and a company: it is the person's main company."""
    former: bool = False
    """It is over."""


class LinkShape(LinkEdit):
    """A link to make."""

    contact_id: Id
    """The contact to link with."""
    main: bool | None = None  # type: ignore[assignment]
    """Of a person and a company: it is the person's main company. By default the first one is."""
