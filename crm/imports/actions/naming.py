"""What becomes of the names in cells: of types, tags, managers, options. What is not known is counted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from crm.kernel.search_text import fold

MOST_TOLD: Final = 200
"""So many names of a list that the workspace doesn't know are told."""
MOST_REMEMBERED: Final = 20_000
LEFT_OUT: Final = 0
REFUSED: Final = -1
LEAVE: Final = ""
REFUSE: Final = "refuse"
CREATE: Final = "create"
LONGEST: Final = 200


@dataclass(slots=True)
class Strange:
    """Names that the workspace doesn't know: in how many cells each stands, and how many more there are."""

    rows: dict[str, int] = field(default_factory=dict)
    more: int = 0

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {"rows": self.rows, "more": self.more}


def added_up(told: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What several have counted of names that the workspace doesn't know, by target, as one."""
    together: dict[str, Strange] = {}
    spelled: dict[tuple[str, str], str] = {}
    for one in told:
        for target, counted in one.items():
            strange = together.setdefault(target, Strange())
            strange.more += counted.get("more", 0)
            for name, rows in counted.get("rows", {}).items():
                known = spelled.setdefault((target, fold(name)), name)
                if known in strange.rows or len(strange.rows) < MOST_TOLD:
                    strange.rows[known] = strange.rows.get(known, 0) + rows
                else:
                    strange.more += 1
    return {target: strange.told() for target, strange in together.items()}


class Names:
    """The names of one list: what each stands for, an id, ``LEFT_OUT`` or ``REFUSED``.

    ``known`` are the workspace's by their folded names. ``decided`` tells what a person wants of others, by
    their names; ``coming`` the ids that those will have which the import makes; ``usual`` what becomes of
    the rest.
    """

    __slots__ = ("_cells", "_decided", "_fold", "_known", "_spelled", "_usual", "strange")

    def __init__(
        self,
        known: Mapping[str, int],
        *,
        decided: Mapping[str, str] | None = None,
        coming: Mapping[str, int] | None = None,
        usual: str = LEAVE,
        folded: Callable[[str], str] = fold,
    ) -> None:
        self._known, self._fold = known, folded
        self._usual = REFUSED if usual == REFUSE else LEFT_OUT
        made = {folded(name): one for name, one in (coming or {}).items()}
        self._decided = {
            folded(name): _id(choice, made.get(folded(name))) for name, choice in (decided or {}).items()
        }
        self._cells: dict[str, int] = {}
        self.strange = Strange()
        self._spelled: dict[str, str] = {}

    def __call__(self, text: str) -> int:
        """The id of what the text names, or what becomes of it."""
        found = self._cells.get(text)
        return found if found is not None else self._of_new(text)

    def knows(self, text: str) -> bool:
        """Whether the workspace has what the text names."""
        return text in self._cells

    def _of_new(self, text: str) -> int:
        name = self._fold(text)
        found = self._known.get(name)
        if found is None:
            self._count(name, text)
            return self._decided.get(name, self._usual)
        if len(self._cells) < MOST_REMEMBERED:
            self._cells[text] = found
        return found

    def _count(self, folded_name: str, text: str) -> None:
        """Count it under the spelling that came first."""
        rows, name = self.strange.rows, self._spelled.get(folded_name)
        if name is None and len(rows) < MOST_TOLD:
            name = self._spelled[folded_name] = " ".join(text[:LONGEST].split())
        if name is not None:
            rows[name] = rows.get(name, 0) + 1
        else:
            self.strange.more += 1


def _id(choice: str, made: int | None) -> int:
    if choice == CREATE:
        return made or LEFT_OUT
    if choice == REFUSE:
        return REFUSED
    return int(choice) if choice.isascii() and choice.isdecimal() and len(choice) < 19 else LEFT_OUT
