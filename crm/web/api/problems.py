"""Refusals as programs get them: problem+json (RFC 9457), one shape for every status."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

from crm.kernel.errors import SignInFirst
from crm.kernel.i18n import lazy

MEDIA_TYPE: Final = "application/problem+json"


class TokenNeeded(SignInFirst):
    """No token came along, or one that is worth nothing on this host."""

    code = "token-needed"
    sentence = lazy("Send a valid token of this workspace in the header Authorization: Bearer.")


class InTheWay(BaseModel):
    """A record that stands in the way of what was asked for."""

    title: str
    url: Annotated[str, Field(description="Its page, as a path on this host.")]


class Problem(BaseModel):
    """Why a request was refused. Branch on ``code``; show ``title`` to people."""

    type: Annotated[
        str, Field(description="A path that names the kind of refusal.", examples=["/problems/invalid"])
    ]
    title: Annotated[
        str,
        Field(
            description="What happened, in the language of the request.",
            examples=["Some fields need your attention."],
        ),
    ]
    detail: Annotated[str, Field(description="What more there is to say of this very case.")] = ""
    status: Annotated[int, Field(ge=400, le=599, description="The status of the answer.", examples=[422])]
    code: Annotated[str, Field(description="The stable name of the refusal.", examples=["invalid"])]
    errors: Annotated[
        dict[str, str],
        Field(
            description="With `invalid`: a sentence for each value at fault, by its path. With `unsettled`:"
            " a question for each value that can't come back from the bin, by the name to leave it out.",
            examples=[{"comms.0.value": "This doesn't look like an e-mail address."}],
        ),
    ] = {}
    records: Annotated[
        list[InTheWay],
        Field(description="With `needed`: the records that need this one, as far as you may see them."),
    ] = []
