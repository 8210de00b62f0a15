"""Drafts of new contacts that are written as most are: many thousands a second, without the shape of forms.

``usual`` answers for the validator only where it is sure; ``None`` sends the caller the long way, by
``read(ContactShape, …)`` and ``writing.draft``, which tell what is wrong, too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from crm.contacts.actions import custom, reaching
from crm.contacts.actions.reaching import Understood
from crm.contacts.forms.comms import MOST_COMMS, is_site
from crm.contacts.forms.details import FIRST_BIRTHDAY
from crm.contacts.models.contact import COMM_KINDS, KINDS
from crm.contacts.models.drafts import Draft, DraftedComm
from crm.contacts.queries.signatures import match_name
from crm.kernel import addresses, clock
from crm.kernel.context import tenant
from crm.kernel.forms import clean, clean_line, usual_email
from crm.kernel.phones import digits
from crm.kernel.search_text import fold, joined, sorted_as

LONGEST_LINE: Final = 200
LONGEST_SOURCE: Final = 60
LONGEST_LABEL: Final = 60
LONGEST_PROSE: Final = 20_000
MOST_CUSTOM: Final = 200
_REMEMBERED: Final = 8192


class Unusual(Exception):
    """It takes more than a look to say what this value means, or it is wrong."""


def usual(
    values: Mapping[str, Any], *, region: str, own: Mapping[str, Any], searched: Sequence[str]
) -> Draft | None:
    """What reading the values into ``ContactShape`` and ``writing.draft`` make of them, or None.

    ``own`` are the own values as they are kept: those among ``values`` were judged by the caller.
    """
    made = Draft(values["kind"], custom=own)
    try:
        for name, value in values.items():
            if name != "comms":
                _READ[name](made, value)
        made.comms = _comms(values.get("comms", ()), region)
    except (Unusual, KeyError):
        return None
    _derive(made, searched)
    return made


def _derive(made: Draft, searched: Sequence[str]) -> None:
    """As ``writing.derive`` does, without folding anew what is compared of ways to reach."""
    name = made.name if made.kind == "company" else _whole_name(made)
    folded = fold(name)
    made.sort_name, made.match_name = sorted_as(folded), match_name(made)
    words = [folded, *map(_found_by, made.comms)]
    if made.custom:
        words += map(fold, custom.searched(made, searched))
    made.search_text = joined(words)


def _whole_name(made: Draft) -> str:
    return " ".join(filter(None, (made.last_name, made.first_name, made.middle_name)))


def _found_by(comm: DraftedComm) -> str:
    if comm.kind == "phone":
        return digits(comm.normalised)
    return comm.normalised if comm.kind in _FOLDED else fold(comm.value)


_FOLDED: Final = frozenset({"email", "site", "address"})
"""Kinds of which the whole is compared, folded."""


def _line(name: str, most: int = LONGEST_LINE) -> Callable[[Draft, str], None]:
    def put(made: Draft, text: str) -> None:
        setattr(made, name, _short(text, most))

    return put


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Unusual
    return _cleaned(text)


@lru_cache(maxsize=_REMEMBERED)
def _cleaned(text: str) -> str:
    """Names, posts and towns come again and again. A text never grows by being cleaned, but by NFC."""
    line: str = clean_line(text)
    if len(line) > len(text):
        raise Unusual
    return line


def _put_kind(_made: Draft, kind: str) -> None:
    if kind not in KINDS:
        raise Unusual


def _put_type(made: Draft, type_id: int) -> None:
    made.type_id = type_id


def _put_prose(made: Draft, text: str) -> None:
    prose: str = clean(text).strip()
    if len(prose) > LONGEST_PROSE:
        raise Unusual
    made.description = prose


def _put_birthday(made: Draft, text: str) -> None:
    made.born_on = _birthday(text, clock.now().year)


@lru_cache(maxsize=_REMEMBERED)
def _birthday(text: str, year: int) -> date:
    """One before this year is past wherever the reader is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unusual from None
    if day < FIRST_BIRTHDAY or day.year >= year:
        raise Unusual
    return day


def _judged_already(_made: Draft, told: Mapping[str, Any]) -> None:
    if len(told) > MOST_CUSTOM:
        raise Unusual


_READ: Final[Mapping[str, Callable[[Draft, Any], None]]] = {
    **{name: _line(name) for name in ("first_name", "last_name", "middle_name", "name", "job_title",
                                      "external_id")},
    "source": _line("source", LONGEST_SOURCE), "description": _put_prose, "born_on": _put_birthday,
    "kind": _put_kind, "type_id": _put_type, "custom": _judged_already,
}  # fmt: skip
"""What is usual to be told, and how it is read."""


# ── ways to reach ────────────────────────────────────────────────────────────────────────────


def _comms(typed: Sequence[Mapping[str, Any]], region: str) -> list[DraftedComm]:
    """As ``reaching.drafted`` has them, of which none was marked as primary: the first of each kind is."""
    if len(typed) > MOST_COMMS:
        raise Unusual
    found: list[DraftedComm] = []
    met: set[tuple[str, str]] = set()
    before = ""
    for comm in sorted(typed, key=_place) if len(typed) > 1 else typed:
        if not comm.keys() <= _TOLD:
            raise Unusual
        kind, label = comm["kind"], comm.get("label", "")
        if label:
            label = _short(label, LONGEST_LABEL)
        told = _UNDERSTOOD[kind](comm, label, region)
        if (kind, told.normalised) not in met:
            met.add((kind, told.normalised))
            found.append(
                DraftedComm(kind, told.value, told.normalised, label or told.label, len(found), told.valid,
                            told.parts, kind != before)
            )  # fmt: skip
            before = kind
    return found


_TOLD: Final = frozenset({"kind", "value", "parts", "label"})
_PLACES: Final = {kind: place for place, kind in enumerate(COMM_KINDS)}


def _place(comm: Mapping[str, Any]) -> int:
    return _PLACES[comm["kind"]]


def _email(comm: Mapping[str, Any], _label: str, _region: str) -> Understood:
    value = usual_email(comm["value"])
    if value is None:
        raise Unusual
    return Understood(value, fold(value))


def _phone(comm: Mapping[str, Any], _label: str, region: str) -> Understood:
    return reaching.understood_phone(_value(comm), region)


def _site(comm: Mapping[str, Any], _label: str, _region: str) -> Understood:
    value = _value(comm)
    if not is_site(value):
        raise Unusual
    return Understood(value, fold(value))


def _named(comm: Mapping[str, Any], label: str, region: str) -> Understood:
    return reaching.understood_name(_value(comm), label, region)


def _value(comm: Mapping[str, Any]) -> str:
    """One line that tells something; only an address is told in parts."""
    text = comm["value"]
    if "parts" in comm or len(text) > LONGEST_LINE:
        raise Unusual
    line: str = clean_line(text)
    if not line or len(line) > LONGEST_LINE:
        raise Unusual
    return line


def _address(comm: Mapping[str, Any], _label: str, _region: str) -> Understood:
    parts = {"street": _value(comm)} if "value" in comm else comm["parts"]
    if not parts.keys() <= _PARTS:
        raise Unusual
    cleaned = tuple(_short(parts.get(name, ""), LONGEST_LINE) for name in addresses.PARTS)
    if not any(cleaned):
        raise Unusual
    return _of_parts(cleaned, tenant().locale)


_PARTS: Final = frozenset(addresses.PARTS)


@lru_cache(maxsize=_REMEMBERED)
def _of_parts(parts: Iterable[str], language: str) -> Understood:
    """Most addresses of a file are towns."""
    return reaching.understood_address(dict(zip(addresses.PARTS, parts, strict=True)), language)


_UNDERSTOOD: Final[Mapping[str, Callable[[Mapping[str, Any], str, str], Understood]]] = {
    "email": _email, "phone": _phone, "site": _site, "messenger": _named, "social": _named,
    "address": _address,
}  # fmt: skip
