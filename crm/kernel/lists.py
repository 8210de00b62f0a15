"""Lists that a workspace keeps: a name stands in each once, and somebody says in which order they stand."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import LazyText

Row = TypeVar("Row", bound=Any)


@contextmanager
def unique_name(taken: LazyText) -> Iterator[None]:
    """Refuse what is written inside if the database knows another row of its name; nothing of it stays.

    Raises:
        Invalid: the name is ``taken``.
    """
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise Invalid({"name": taken}) from None


def moved(one: Row, rows: Iterable[Row], *, to: int) -> list[Row] | None:
    """Put one of the rows at this place, counted from 0; places beyond the ends mean the ends.

    Returns the new order; None where it stands there already.
    """
    order = [other for other in rows if other.id != one.id]
    order.insert(max(to, 0), one)
    if [other.position for other in order] == list(range(len(order))):
        return None
    for position, other in enumerate(order):
        other.position = position
    return order
