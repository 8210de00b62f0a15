"""Ways to reach a contact, from how they were typed to their rows (CON-3, L10-3)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from crm.contacts.forms.comms import CommShape
from crm.contacts.models.contact import COMM_KINDS, Comm, Contact
from crm.contacts.models.drafts import DraftedComm
from crm.kernel import addresses, handles, phones
from crm.kernel.context import tenant
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy
from crm.kernel.search_text import fold


class Understood(NamedTuple):
    """How a way to reach is kept and compared, and whether it can be right."""

    value: str
    normalised: str
    valid: bool = True
    parts: dict[str, str] | None = None
    label: str = ""


def rows(contact: Contact, shapes: Iterable[CommShape], *, region: str) -> list[Comm]:
    """The rows of what was typed, each kind together. Known ids keep their rows; of doubles one stays.

    Raises:
        Invalid: an id that this contact (loaded whole, or new) doesn't have.
    """
    typed = list(shapes)
    known = {comm.id: comm for comm in contact.comms} if contact.id else {}
    strange = [number for number, shape in enumerate(typed) if shape.id not in (None, *known)]
    if strange:
        sentence = lazy("This contact has no such way to be reached.")
        raise Invalid({f"comms.{number}.id": sentence for number in strange})
    found: list[Comm] = []
    for position, (shape, told) in enumerate(_once_each(typed, region)):
        comm = known.pop(shape.id or 0, None) or Comm()
        for name, value in _written(shape, told, position).items():
            setattr(comm, name, value)
        found.append(comm)
    one_primary_a_kind(found)
    return found


def drafted(shapes: Iterable[CommShape], *, region: str) -> list[DraftedComm]:
    """What ``rows`` would make of them for a new contact, without any row."""
    once = enumerate(_once_each(shapes, region))
    found = [DraftedComm(**_written(shape, told, position)) for position, (shape, told) in once]
    one_primary_a_kind(found)
    return found


def _once_each(shapes: Iterable[CommShape], region: str) -> Iterator[tuple[CommShape, Understood]]:
    """Each way to be reached once, with what it means, each kind together."""
    met = set()
    for shape in sorted(shapes, key=_place):
        told = understood(shape, region)
        if (shape.kind, told.normalised) not in met:
            met.add((shape.kind, told.normalised))
            yield shape, told


_PLACES: Final = {kind: place for place, kind in enumerate(COMM_KINDS)}


def _place(shape: CommShape) -> int:
    return _PLACES[shape.kind]


def _written(shape: CommShape, told: Understood, position: int) -> dict[str, Any]:
    return {
        "kind": shape.kind, "value": told.value, "normalised": told.normalised,
        "label": shape.label or told.label, "position": position, "valid": told.valid, "parts": told.parts,
        "primary": shape.primary,
    }  # fmt: skip


def search_words(comms: Iterable[Comm | DraftedComm]) -> Iterable[str]:
    """What a contact is found by: the digits of phones, all else as it is kept."""
    for comm in comms:
        yield phones.digits(comm.normalised) if comm.kind == "phone" else comm.value


def one_primary_a_kind(comms: Iterable[Comm | DraftedComm]) -> None:
    """Mark the first primary one of each kind, else the first, as its only primary one."""
    chosen: dict[str, Comm | DraftedComm] = {}
    every = list(comms)
    for comm in every:
        if comm.kind not in chosen or (comm.primary and not chosen[comm.kind].primary):
            chosen[comm.kind] = comm
    for comm in every:
        comm.primary = comm is chosen[comm.kind]


def understood(shape: CommShape, region: str) -> Understood:
    """What the way to reach means; ``region`` is the country of a phone without its code."""
    if shape.kind == "phone":
        return understood_phone(shape.value, region)
    if shape.kind == "address":
        parts = dict(shape.parts) if shape.parts else {"street": shape.value}
        return understood_address(parts, tenant().locale)
    if shape.kind in ("messenger", "social"):
        return understood_name(shape.value, shape.label, region)
    return Understood(shape.value, fold(shape.value))


def understood_name(value: str, label: str, region: str) -> Understood:
    """A name at a messenger or network; ``label`` tells which."""
    handle = handles.understood(value, label=label, region=region)
    return Understood(
        value, handle.compared or fold(value), label=handle.service.key if handle.service else ""
    )


def understood_phone(value: str, region: str) -> Understood:
    """A phone; ``region`` is the country of one without its code."""
    phone = phones.parsed(value, region=region)
    if phone is None:
        return Understood(value, fold(value), valid=False)
    return Understood(phone.e164 if phone.valid else value, phone.e164, valid=phone.valid)


def understood_address(parts: Mapping[str, str], language: str) -> Understood:
    """An address in parts, its line in this language; one that came in a line is a street for all we know."""
    told = addresses.in_parts(parts)
    line = addresses.one_line(told, language=language)
    return Understood(line, fold(line), parts=told)
