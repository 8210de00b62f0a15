"""What may stand in the way of deleting a record, and what goes along when it goes for good (CON-18).

A package that needs another one's records where they are (an invoice its payer) hands in a ``Blocker``; one
whose rows hang on them hands in a ``Purge``. Whoever deletes asks here, by page, API, bulk and bin alike.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.errors import Conflict
from crm.kernel.i18n import LazyText, lazy


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A record that needs another one where it is, for a reader who may see it. ``url`` is its path."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a record can't be deleted, and the records that the reader may see of those in the way.

    How many others there are is not told: the sentence has to be true without them.
    """

    sentence: LazyText | str
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocker:
    """Guards a kind of record: ``blocks(ids, by)`` answers for those of the ids that are needed; few queries.

    It answers for every record that is needed, seen by ``by`` or not; obstacles are those that ``by`` sees.
    """

    kind: str
    blocks: Callable[[Collection[int], Actor], Mapping[int, Blocked]]


Purge = Callable[[Collection[int]], None]
"""Delete for good what hangs on these records; in the transaction in which they go."""


class Needed(Conflict):
    """Other records need this one where it is; ``blocked`` says which."""

    code = "needed"
    sentence = lazy("This can't be deleted: other records need it.")

    def __init__(self, blocked: Iterable[Blocked]) -> None:
        self.blocked = tuple(blocked)
        super().__init__(self.blocked[0].sentence if len(self.blocked) == 1 else None)

    @property
    def members(self) -> Mapping[str, Any]:
        """The records in the way, for programs."""
        obstacles = [obstacle for one in self.blocked for obstacle in one.obstacles]
        return {"records": [{"title": one.title, "url": one.url} for one in obstacles]}


class Guards:
    """All blockers and purges that are wired, by the kind of record."""

    def __init__(self) -> None:
        self._blockers: dict[str, list[Blocker]] = defaultdict(list)
        self._purges: dict[str, list[Purge]] = defaultdict(list)

    def add(self, blocker: Blocker) -> None:
        """Make one known; one that is known stays."""
        if blocker not in self._blockers[blocker.kind]:
            self._blockers[blocker.kind].append(blocker)

    def add_purge(self, kind: str, purge: Purge) -> None:
        """Make known what goes for good along with records of this kind."""
        if purge not in self._purges[kind]:
            self._purges[kind].append(purge)

    def remove(self, blocker: Blocker) -> None:
        """Forget one; tests plug in and out."""
        self._blockers[blocker.kind].remove(blocker)

    def blocked(self, kind: str, ids: Collection[int], *, by: Actor) -> dict[int, list[Blocked]]:
        """Those of the records that are needed where they are, and why; each blocker is asked once."""
        found: dict[int, list[Blocked]] = defaultdict(list)
        for blocker in self._blockers[kind] if ids else ():
            for record_id, why in blocker.blocks(ids, by).items():
                found[record_id].append(why)
        return dict(found)

    def must_be_free(self, kind: str, record_id: int, *, by: Actor) -> None:
        """Refuse to delete a record that is needed.

        Raises:
            Needed: with the records in the way that the actor may see.
        """
        if why := self.blocked(kind, [record_id], by=by).get(record_id):
            raise Needed(why)

    def purge(self, kind: str, ids: Collection[int]) -> None:
        """Delete for good what hangs on these records."""
        for purge in self._purges[kind]:
            purge(ids)


guards = Guards()
