"""The lists that views can be saved of: each is handed in by the package that owns the records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crm.kernel.access import Actor, May
from crm.kernel.errors import NotFound
from crm.kernel.i18n import LazyText
from crm.kernel.paging import Count


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list of one kind of record; ``can`` opens it.

    ``normal`` brings the query of the list's address into the form in which it is kept: what the list doesn't
    know and the place in it are dropped. It raises ``Invalid`` (``state``) for a filter that can't be used.
    ``url`` is the list's path with this query, ``whole`` the query of the list with nothing left out.
    ``counted`` tells how many records of each state the person sees, by the state's key; what can't be
    counted is left out.
    """

    record: str
    label: LazyText
    can: May
    normal: Callable[[str], str]
    url: Callable[[str], str]
    whole: str
    counted: Callable[[Mapping[int, str], Actor], Mapping[int, Count]]

    @property
    def setting(self) -> str:
        """The name under which a person keeps the view that the list opens with."""
        return f"view-of-{self.record}"


class ListKinds:
    """All lists that are wired."""

    def __init__(self) -> None:
        self._kinds: dict[str, ListKind] = {}

    def add(self, kind: ListKind) -> None:
        """Make a list known."""
        self._kinds[kind.record] = kind

    def of(self, record: str, *, to: Actor) -> ListKind:
        """The list of these records.

        Raises:
            NotFound: there is none.
            Forbidden: it is closed to this person.
        """
        if record not in self._kinds:
            raise NotFound
        kind = self._kinds[record]
        to.must(kind.can)
        return kind

    def open_to(self, actor: Actor) -> list[str]:
        """The kinds of record whose lists the person may open."""
        return [kind.record for kind in self._kinds.values() if actor.may(kind.can)]


list_kinds = ListKinds()
