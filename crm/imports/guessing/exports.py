"""Exports of other programs, known by their headings and mapped as a whole.

An export is known by headings that hardly any other has together; each of its columns becomes what is told
here, else what its heading says, and is skipped where that is nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts.models.headings import read_heading
from crm.imports.guessing.headings import compared, target_of
from crm.imports.guessing.programs import PROGRAMS, SKIP, Program
from crm.imports.reading import cards
from crm.kernel.i18n import LOCALES, speaking

_LABEL: Final = re.compile(r" - (?:type|label|yomi name|service|formatted)$|^phonetic|^тип \d? ?эл|^краткое")
_CATEGORY: Final = re.compile(r"(e-mail|phone|address|website) \d+ - (?:type|label)|(im) \d+ - service")
_WAYS: Final = {"e-mail": "email", "website": "url", "im": "messenger"}
_ADDRESS: Final = re.compile(r"address \d+ - (street|city|region|postal code|country|extended address)")
_PARTS: Final = {
    "postal code": "postal_code", "extended address": "extra", "zip": "postal_code", "state": "region",
    "zip code": "postal_code", "street address": "street",
}  # fmt: skip
_IN_BRACKETS: Final = re.compile(r"([\w ]+?)(?: \((\w+)\)| - (\w+))")
"""A way to reach with its category: "Phone (home)" of ONLYOFFICE, "Phone - home" of Webasyst."""
_ADDRESS_OF: Final = re.compile(
    r"address(?: \(\w+\)| - \w+)? (street(?: address)?|city|region|state|zip(?: code)?|country)"
)
_WAY_OF: Final = {
    "email": "email", "gmail": "email", "phone": "phone", "телефон": "phone", "web site": "url",
    "website": "url", "skype": "messenger.skype", "icq": "messenger", "msn": "messenger",
    "jabber": "messenger",
    "aim": "messenger", "yahoo": "messenger", "instant messenger": "messenger", "facebook": "social.facebook",
    "twitter": "social.x", "linkedin": "social.linkedin", "vk": "social.vk", "livejournal": "social",
}  # fmt: skip
_USES: Final = {
    "email": {"work": "email.work", "home": "email.home", "personal": "email.home"},
    "phone": {"work": "phone.work", "direct": "phone.work", "home": "phone.home", "mobile": "phone.mobile",
              "fax": "phone.fax"},
    "messenger": {"skype": "messenger.skype"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownExport:
    """An export that was recognised. ``mapping`` tells the target of each column by its place, "skip" too."""

    key: str
    name: str
    mapping: Mapping[int, str]


_BARE_NAMES: Final = ("name", "название", "имя")
"""Of several whole names: without the company before it."""
OWN: Final = "own:"
"""Begins the target of a column of Artel's own export that is called like one of the workspace's fields."""
_OUR_JSON: Final = {
    **{name: name for name in (
        "kind", "first_name", "last_name", "middle_name", "name", "job_title", "language", "source",
        "currency", "external_id", "id",
    )},
    **{f"requisites.{name}": name for name in ("legal_form", "inn", "kpp", "ogrn", "okpo")},
    **{f"names.{name}": name for name in ("type", "class", "company", "tags")},
    "requisites.full_name": "full_legal_name", "names.managers": "manager", "sharing": "access",
    "restricted": "restricted",
    "description": "note", "born_on": "birthday",
}  # fmt: skip
_OUR_WAYS: Final = re.compile(r"(?:comms|requisites)\.(\w+)\.\d+(\.\w+)?")
_OUR_FIELDS: Final = "names.fields."
_CARDS: Final[dict[str, str]] = {
    code: SKIP if code in ("uid", "prefix", "suffix", "nickname", "department", "others") else code
    for code in cards.LABELS
}
"""What the columns of a file of vCards become, by their codes."""


def known(columns: Sequence[str]) -> KnownExport | None:
    """The program that writes these headings, or None."""
    if ours := _of_cards(columns) or _of_artel(columns) or _of_our_json(columns):
        return ours
    named = [compared(heading) for heading in columns]
    there = frozenset(named)
    for program in PROGRAMS:
        if any(signs <= there for signs in program.signs):
            return KnownExport(program.key, program.name, _mapping(program, columns, named))
    return None


def _mapping(program: Program, columns: Sequence[str], named: Sequence[str]) -> dict[int, str]:
    mapping: dict[int, str] = {}
    for at, (heading, bare) in enumerate(zip(columns, named, strict=True)):
        told = SKIP if _is_label(bare) else program.told.get(bare) or target_of(heading) or SKIP
        mapping[at] = _numbered(bare) or told
    whole = [at for at, target in mapping.items() if target == "full_name"]
    has_parts = bool({"first_name", "last_name"} & set(mapping.values()))
    best = next((at for at in whole if named[at] in _BARE_NAMES), whole[0] if whole else None)
    return mapping | {at: SKIP for at in whole if has_parts or at != best}


def _numbered(bare: str) -> str:
    """What columns with numbers or categories say: of which use they or their neighbours are."""
    if found := _ADDRESS.fullmatch(bare) or _ADDRESS_OF.fullmatch(bare):
        return f"address.{_PARTS.get(found[1], found[1])}"
    if found := _CATEGORY.fullmatch(bare):
        way = found[1] or found[2]
        return f"{_WAYS.get(way, way)}.label"
    found = _IN_BRACKETS.fullmatch(bare)
    way = _WAY_OF.get(found[1], "") if found else ""
    return _USES.get(way, {}).get(found[2] or found[3], way) if found and way else ""


def _is_label(bare: str) -> bool:
    """Whether the column only tells how its neighbour sounds, or the same once more."""
    return _LABEL.search(bare) is not None


def _of_artel(columns: Sequence[str]) -> KnownExport | None:
    """A table that Artel wrote, in either language: half of its headings are Artel's, one only Artel's."""
    told = [read_heading(heading) for heading in columns]
    ours = [one for one in told if one]
    if len(ours) < len(columns) / 2 or not any(one.code == "id" or "." in one.target for one in ours):
        return None
    has_names = any(one.target == "last_name" for one in ours)
    mapping = {}
    for at, (heading, one) in enumerate(zip(columns, told, strict=True)):
        target = one.target if one else OWN + heading
        mapping[at] = SKIP if target == "full_name" and has_names else target
    return KnownExport("artel", "Artel", mapping)


def _of_our_json(columns: Sequence[str]) -> KnownExport | None:
    if not {"display_name", "born_on", "sharing"} <= set(columns):
        return None
    return KnownExport("artel", "Artel", {at: _of_our_key(key) for at, key in enumerate(columns)})


def _of_our_key(key: str) -> str:
    if key.startswith(_OUR_FIELDS):
        return OWN + key.removeprefix(_OUR_FIELDS)
    if found := _OUR_WAYS.fullmatch(key):
        return {"site": "url", "accounts": "account"}.get(found[1], found[1]) + (found[2] or "")
    return _OUR_JSON.get(key, SKIP)


def _of_cards(columns: Sequence[str]) -> KnownExport | None:
    for language in LOCALES:
        with speaking(language):
            codes = {str(label): code for code, label in cards.LABELS.items()}
        if list(columns[: len(codes)]) == list(codes):
            told = {at: _of_card(heading, codes) for at, heading in enumerate(columns)}
            return KnownExport("vcard", "vCard", told)
    return None


def _of_card(heading: str, codes: Mapping[str, str]) -> str:
    if heading in codes:
        return _CARDS[codes[heading]]
    told = read_heading(heading)
    return told.target if told else SKIP
