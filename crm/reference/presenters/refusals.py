"""The kinds of refusals that programs may get, drawn from the errors of the product."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from crm.kernel.errors import DomainError

OF_PAGES: Final = ("sign-in-first", "only-looking", "refused")
"""Codes that only pages answer with."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of refusal: its status, its stable name, and what it says."""

    status: int
    code: str
    sentence: str


def refusals() -> list[Refusal]:
    """All of them, by status; each name once."""
    told = {
        (one.status, one.code): Refusal(one.status, one.code, str(one.sentence))
        for one in _kinds(DomainError)
        if ".pages." not in one.__module__ and one.code not in OF_PAGES
    }
    return [told[key] for key in sorted(told)]


def _kinds(of: type[DomainError]) -> Iterator[type[DomainError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)
