"""What a column is by its cells alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.imports.guessing.cells import to_date, values
from crm.kernel.i18n import LazyText, lazy

_MAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_PHONE: Final = re.compile(r"(?:\+|8|\(|\d{1,3}[\s(-])[\d\s().-]{8,}|\d{10,11}")
_DIGITS_OF_A_PHONE: Final = range(10, 16)
_SITE: Final = re.compile(r"(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_ENOUGH: Final = 0.7


@dataclass(frozen=True, slots=True)
class Look:
    """What the cells look like."""

    target: str
    reason: LazyText
    confidence: float


def _is_mail(cell: str) -> bool:
    return all(map(_MAIL.fullmatch, values(cell)))


def _is_phone(cell: str) -> bool:
    return to_date(cell) is None and all(map(_is_number_of_a_phone, values(cell)))


def _is_number_of_a_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and sum(map(str.isdigit, text)) in _DIGITS_OF_A_PHONE


def _is_site(cell: str) -> bool:
    return all(map(_SITE.fullmatch, values(cell)))


def _reason(target: str, per_cent: int) -> LazyText:
    if target == "email":
        return lazy("by its values: %(num)s%% are e-mail addresses", num=per_cent)
    if target == "phone":
        return lazy("by its values: %(num)s%% are phone numbers", num=per_cent)
    return lazy("by its values: %(num)s%% are addresses of sites", num=per_cent)


_LOOKS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("email", _is_mail), ("phone", _is_phone), ("url", _is_site),
)  # fmt: skip


def by_values(cells: Sequence[str]) -> Look | None:
    """What most of these cells are; None where they tell nothing, or hardly any is filled."""
    filled = [cell[:1_000] for cell in cells if cell.strip()]
    if not filled:
        return None
    for target, is_such in _LOOKS:
        share = sum(map(is_such, filled)) / len(filled)
        if share >= _ENOUGH:
            return Look(target, _reason(target, round(share * 100)), round(0.85 * share, 2))
    return None
