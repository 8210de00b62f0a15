"""What is asked before a person is erased."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints

from crm.kernel.forms import Line, Shape
from crm.kernel.i18n import LazyText, lazy

Reason = Literal["request", "withdrawn", "needless", "unlawful"]
REASONS: Final[dict[str, LazyText]] = {
    "request": lazy("The person asked for it"),
    "withdrawn": lazy("Consent was withdrawn"),
    "needless": lazy("The data are no longer needed"),
    "unlawful": lazy("The data should not have been kept"),
}


class ExportShape(Shape):
    """An export takes no wishes: it holds everything."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class ErasureShape(Shape):
    """An erasure, meant in earnest."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ivan Petrov", "reason": "request"}]})

    name: Annotated[Line, StringConstraints(max_length=500, min_length=1)]
    """The contact's name, as you are shown it: there is no way back."""
    reason: Annotated[Reason, Field(description="Why; it is all that is kept besides ids and times.")]
    """Why."""
