"""By what a row could be the same as a contact (IMP-3), as texts that are equal where the two are.

A phone counts together with the name: people of one office share its phone. A name counts together with the
company that the person works for; a company's counts alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from crm.contacts.models.drafts import Draft
from crm.fields.models import CustomField
from crm.fields.reading import unique_form

EXTERNAL_ID: Final = "external_id"
EMAIL: Final = "email"
PHONE: Final = "phone"
INN: Final = "inn"
NAME: Final = "name"
FIELD: Final = "field:"
BETWEEN: Final = "\x1f"
"""Between the kind of a key and what is compared, and between the parts of that."""


def keys_of(draft: Draft, company: str, kinds: Sequence[str], fields: Sequence[CustomField]) -> Iterator[str]:
    """The row's keys of these kinds, in their order; ``company`` is the key of whom it works for."""
    unique = {field.key for field in fields if field.unique}
    for kind in kinds:
        own = kind.startswith(FIELD)
        for value in _own(draft, kind.removeprefix(FIELD), unique) if own else OF_KIND[kind](draft, company):
            yield f"{kind}{BETWEEN}{value}"


def _own(draft: Draft, key: str, unique: set[str]) -> Iterator[str]:
    value = draft.custom.get(key)
    if key in unique and value is not None:
        yield unique_form(value)


def _phones(draft: Draft, _company: str) -> Iterator[str]:
    if draft.match_name:
        numbers = (comm.normalised for comm in draft.comms if comm.kind == "phone" and comm.valid)
        yield from (f"{number}{BETWEEN}{draft.match_name}" for number in numbers)


def _name(draft: Draft, company: str) -> Iterator[str]:
    if draft.match_name and draft.kind == "company":
        yield draft.match_name
    elif draft.match_name and company:
        yield f"{draft.match_name}{BETWEEN}{company}"


OF_KIND: Final[dict[str, Callable[[Draft, str], Iterable[str]]]] = {
    EXTERNAL_ID: lambda draft, _company: filter(None, [draft.external_id]),
    INN: lambda draft, _company: filter(None, [draft.inn]),
    EMAIL: lambda draft, _company: (comm.normalised for comm in draft.comms if comm.kind == "email"),
    PHONE: _phones,
    NAME: _name,
}
