"""The cells of the workspace's own fields: values that an import reads again as the same."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from crm.contacts.presenters.exported.cells import NOTHING, Cells
from crm.contacts.queries.exported import Batch, Known
from crm.fields.models import CustomField
from crm.fields.presenters import telling
from crm.kernel.access import Actor
from crm.kernel.i18n import _
from crm.kernel.tables import in_one_cell

Read = Callable[[Any], Any]


def own(field: CustomField, known: Known, *, to: Actor) -> Cells:
    """The values of one field. What was kept before the field changed its type stands as a plain text."""
    if field.type == "contact":
        return lambda batch: _contacts(field, batch, to)
    read = READERS[field.type](field, known) if field.type in READERS else str
    key = field.key

    def cells(batch: Batch) -> list[Any]:
        kept = [batch.custom.get(row[0], NOTHING).get(key) for row in batch.rows]
        return ["" if one is None else _value(read, one) for one in kept]

    return cells


def _value(read: Read, kept: Any) -> Any:
    try:
        return read(kept)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        return telling.as_text(kept)


def _contacts(field: CustomField, batch: Batch, to: Actor) -> list[str]:
    """By their names; one that the reader does not see is nothing. Two statements at most."""
    names, key = telling.names_in([field], batch.custom.values(), to=to), field.key
    kept = (batch.custom.get(row.id, NOTHING).get(key) for row in batch.rows)
    return [names.contacts.get(one, "") if isinstance(one, int) else "" for one in kept]


def _numbers(_field: CustomField, _known: Known) -> Read:
    return lambda kept: Decimal(str(kept)) if not isinstance(kept, bool) else str(kept)


def _money(_field: CustomField, known: Known) -> Read:
    """A number in the workspace's currency; in another with its code."""

    def read(kept: Any) -> Any:
        amount, currency = Decimal(kept["amount"]), kept["currency"]
        return amount if currency == known.currency else f"{amount} {currency}"

    return read


def _days(_field: CustomField, _known: Known) -> Read:
    return date.fromisoformat


def _instants(_field: CustomField, _known: Known) -> Read:
    return datetime.fromisoformat


def _yes_no(_field: CustomField, _known: Known) -> Read:
    words = {True: _("Yes"), False: _("No")}
    return lambda kept: words[kept]


def _option(field: CustomField, _known: Known) -> Read:
    names = {option["id"]: telling.option_name(option) for option in field.options}
    return lambda kept: names[kept]


def _options(field: CustomField, _known: Known) -> Read:
    names = {option["id"]: telling.option_name(option) for option in field.options}
    return lambda kept: in_one_cell(names[one] for one in names if one in kept)


def _users(_field: CustomField, known: Known) -> Read:
    return lambda kept: known.users[kept]


READERS: Final[dict[str, Callable[[CustomField, Known], Read]]] = {
    "integer": _numbers, "decimal": _numbers, "money": _money, "date": _days, "datetime": _instants,
    "yes_no": _yes_no, "select": _option, "multi_select": _options, "user": _users,
}  # fmt: skip
