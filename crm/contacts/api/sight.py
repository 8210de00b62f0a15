"""How an adding or a change of access goes about hiding the contact from whoever calls."""

from typing import Annotated, Literal

from pydantic import Field

from crm.kernel.forms import Shape
from crm.kernel.i18n import mark


class SightQuery(Shape):
    """What happens if the caller would not see the contact afterwards."""

    on_losing_access: Annotated[
        Literal["refuse", "accept"],
        Field(
            description=mark("`refuse` changes nothing (409 `out-of-sight`) if you would not see it then.")
        ),
    ] = "refuse"

    @property
    def accepted(self) -> str | None:
        """The same for the action: None asks nobody."""
        return None if self.on_losing_access == "accept" else ""
