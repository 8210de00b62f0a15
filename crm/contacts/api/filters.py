"""The language of filters and the orders, as the API describes them."""

from typing import Annotated, Final, Literal

from pydantic import Field

from crm.contacts.queries.filterable import BUILT_IN
from crm.contacts.queries.listing import Slice
from crm.contacts.queries.sorting import MOST_SORTED
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy
from crm.views.fields import TAKES, Takes
from crm.views.language import LONGEST
from crm.views.periods import PERIODS

VALUES: Final[dict[Takes, str]] = {
    "nothing": "no value",
    "text": "a text",
    "texts": "texts: any of them",
    "number": "a number",
    "numbers": "two numbers, the smaller one first",
    "date": "a day such as 2026-11-22",
    "dates": "two days, the earlier one first",
    "days": "a number of days",
    "period": "one of " + ", ".join(f"`{period}`" for period in PERIODS),
    "choices": "ids, codes or keys: any of them, with `all` each",
}


def _fields() -> str:
    return "\n".join(f"- `{field.key}` ({field.kind})" for field in BUILT_IN)


def _operators() -> str:
    lines = (f"- {kind}: " + "; ".join(f"`{op}`" for op in operators) for kind, operators in TAKES.items())
    takes: dict[str, str] = {op: VALUES[what] for ops in TAKES.values() for op, what in ops.items()}
    told = "\n".join(f"- `{op}` takes {what}" for op, what in takes.items())
    return "\n".join(lines) + "\n\n" + told


DESCRIPTION: Final = f"""Which contacts are wanted: conditions `field:operator:value,value`, joined by `;`
(and) and `|` (or). `|` binds before `;`, brackets bind first. The signs `: , ; | ( )` and the backslash stand
in a value behind a backslash. The pages of the list write the same language into their addresses.

Fields; the workspace's own are `own-` and the id that `GET /fields` tells:

{_fields()}

Operators of each kind of field:

{_operators()}

`manager`, `lead`, `author` and own fields for colleagues also take `me` and `group` (anyone of the token's
user's groups); `access` takes `private`, `read`, `write`, `restricted`. Days begin at midnight in
the time zone of the token's user.
"""
EXAMPLES: Final = ["type:is:3;manager:is:me", "tag:is:7|class:is:2;activity:older:30", "own-4:between:10,20"]
Sort = Literal[
    "name", "-name", "activity", "-activity", "created", "-created", "changed", "-changed", "type", "-type",
    "class", "-class", "born", "-born", "job_title", "-job_title", "source", "-source", "language",
    "-language", "currency", "-currency", "inn", "-inn", "manager", "-manager",
]  # fmt: skip
FilterText = Annotated[str, Field(max_length=LONGEST, description=DESCRIPTION, examples=EXAMPLES)]
SortKey = Annotated[
    Sort,
    Field(
        description="`activity`, `created` and `changed` have the latest first; `-` turns an order round."
        f" Other orders than `name`, `activity` and `created` are for up to {MOST_SORTED:,} matches."
    ),
]


def sorted_as_asked(page: Slice) -> Slice:
    """The page, if it stands in the order that was asked for.

    Raises:
        Invalid: too many match for that order.
    """
    if page.unsorted:
        raise Invalid({"sort": lazy("Too many contacts match to be sorted like this. Narrow the filter.")})
    return page
