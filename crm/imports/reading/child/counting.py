"""What stands in the cells of each column, and how often: names of lists are told by that before a check."""

from collections.abc import Sequence
from typing import Final

from crm.imports.reading.child.telling import plain

MOST: Final = 500
"""So many different cells of a column are told."""
IN_ALL: Final = 10_000
LONGEST: Final = 200


class Cells:
    """Counted row by row. A column whose cells are hardly ever the same has no names of a list, and is let
    go of; so is what comes after the first ``MOST`` of a column, and after ``IN_ALL`` of all.
    """

    def __init__(self, columns: int) -> None:
        self._counted: dict[int, dict[str, int]] = {place: {} for place in range(columns)}
        self._columns, self._left = columns, IN_ALL
        self._full: set[int] = set()

    def count(self, cells: Sequence[str]) -> None:
        """Count the cells of a row, which has as many as there are columns."""
        for place, counted in [*self._counted.items()]:
            cell = cells[place]
            if cell in counted:
                counted[cell] += 1
            elif cell and place not in self._full:
                self._take(place, cell)

    def _take(self, place: int, cell: str) -> None:
        counted = self._counted[place]
        if len(counted) < MOST and self._left:
            if len(cell) <= LONGEST:
                counted[cell] = 1
                self._left -= 1
        elif sum(counted.values()) > 2 * len(counted):
            self._full.add(place)
        else:
            self._left += len(self._counted.pop(place))

    def told(self) -> list[dict[str, int] | None]:
        """By column, how often each text stands there; None: the column was let go of."""
        told = (self._counted.get(place) for place in range(self._columns))
        return [counted and {plain(cell): rows for cell, rows in counted.items()} for counted in told]
