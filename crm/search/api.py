"""The search over all kinds of records in the JSON API."""

from typing import Annotated

from pydantic import BaseModel, Field

from crm.kernel.access import Doors
from crm.kernel.forms import Line, Shape
from crm.kernel.i18n import mark
from crm.search.queries import search, typed
from crm.web import here
from crm.web.api.listing import CountOut, count_out
from crm.web.api.resources import Resource

api = Resource("search_api", __name__, tag="Search")


class SearchQuery(Shape):
    """What is looked for."""

    q: Annotated[
        Line,
        Field(
            description=mark(
                "Words in any order: names, an e-mail, digits of a phone, a company, an INN, tags; in"
                " either alphabet and keyboard layout."
            ),
            examples=["ivanov romashka"],
        ),
    ] = ""


class FoundOut(BaseModel):
    """A record that was found."""

    id: int
    name: str
    second: Annotated[str, Field(description=mark("What tells it from others of its name."))]
    url: Annotated[str, Field(description=mark("The path of its page on this host."))]


class GroupOut(BaseModel):
    """What was found of one kind."""

    kind: Annotated[str, Field(description=mark("The kind's stable name, such as `person` or `company`."))]
    label: Annotated[str, Field(description=mark("The kind in the reader's language."))]
    items: Annotated[list[FoundOut], Field(description=mark("At most five, the best first."))]
    count: Annotated[
        CountOut, Field(description=mark("How many you see that answer; at most 500 are counted."))
    ]


class SearchOut(BaseModel):
    """What answers, by kinds; kinds of which nothing is found are left out."""

    groups: list[GroupOut]


@api.get("/search", can=Doors.SIGNED_IN, asks=SearchQuery, gives=SearchOut)
def search_everything(asked: SearchQuery) -> SearchOut:
    """Search records of all kinds at once.

    At most five of each kind that you see; for more, ask the kind's own list with the same `q`.
    """
    groups = search(typed(asked.q), here.product().search_kinds, to=here.actor())
    return SearchOut(
        groups=[
            GroupOut(
                kind=group.key,
                label=group.label,
                items=[FoundOut(id=o.id, name=o.title, second=o.second, url=o.url) for o in group.found],
                count=count_out(group.number),
            )
            for group in groups
        ]
    )
