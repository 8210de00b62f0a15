"""By what a row could be the same as a contact (IMP-3), as texts that are equal where the two are.

A phone counts together with the name: people of one office share its phone. An e-mail address counts for
people or for companies: a company that has it is not the same as whoever reads its mail. A name counts
together with the company that the person works for; a company's counts alone.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Final

from crm.contacts.models.drafts import Draft
from crm.fields.models import CustomField
from crm.fields.reading import unique_form

ID: Final = "id"
EXTERNAL_ID: Final = "external_id"
EMAIL: Final = "email"
PHONE: Final = "phone"
INN: Final = "inn"
NAME: Final = "name"
FIELD: Final = "field:"
BETWEEN: Final = "\x1f"
"""Between the kind of a key and what is compared, and between the parts of that."""


OF_COMPANY: Final = f"{BETWEEN}company"
"""After the address of a company's mail: who works there and may be reached by it is somebody else."""
KeysOf = Callable[[Draft, str], list[str]]
"""The keys of a row; the text is the key of the company that it works for."""
_Values = Callable[[Draft, str], Iterable[str]]


def keys_of_kinds(kinds: Sequence[str], fields: Sequence[CustomField]) -> KeysOf:
    """What tells a row's keys of these kinds, in their order: made once for a file."""
    unique = {field.key for field in fields if field.unique}
    told = [(f"{kind}{BETWEEN}", _values_of(kind, unique)) for kind in kinds]

    def keys_of(draft: Draft, company: str) -> list[str]:
        return [start + value for start, values in told for value in values(draft, company)]

    return keys_of


def keys_of_id(number: int, draft: Draft) -> list[str]:
    """The keys of a row that tells which contact it was here: it is that one still if it is called the same,
    or reached the same way, or has the same id elsewhere. Another workspace's contact of this number is not.
    """
    still = dict.fromkeys((draft.match_name, draft.external_id, *(comm.normalised for comm in draft.comms)))
    return [f"{ID}{BETWEEN}{number}{BETWEEN}{one}" for one in still if one]


def _values_of(kind: str, unique: Container[str]) -> _Values:
    if not kind.startswith(FIELD):
        return OF_KIND[kind]
    key = kind.removeprefix(FIELD)

    def own(draft: Draft, _company: str) -> Iterable[str]:
        value = draft.custom.get(key)
        return [unique_form(value)] if key in unique and value is not None else ()

    return own


def _emails(draft: Draft, _company: str) -> Iterable[str]:
    end = OF_COMPANY if draft.kind == "company" else ""
    return [comm.normalised + end for comm in draft.comms if comm.kind == "email"]


def _phones(draft: Draft, _company: str) -> Iterable[str]:
    if not draft.match_name:
        return ()
    end = BETWEEN + draft.match_name
    return [comm.normalised + end for comm in draft.comms if comm.kind == "phone" and comm.valid]


def _name(draft: Draft, company: str) -> Iterable[str]:
    if draft.match_name and draft.kind == "company":
        return [draft.match_name]
    return [f"{draft.match_name}{BETWEEN}{company}"] if draft.match_name and company else ()


OF_KIND: Final[dict[str, _Values]] = {
    EXTERNAL_ID: lambda draft, _company: [draft.external_id] if draft.external_id else (),
    INN: lambda draft, _company: [draft.inn] if draft.inn else (),
    EMAIL: _emails,
    PHONE: _phones,
    NAME: _name,
}
