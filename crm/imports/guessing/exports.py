"""Exports of other programs, known by their headings and mapped as a whole.

An export is known by headings that hardly any other has together; each of its columns becomes what is told
here, else what its heading says, and is skipped where that is nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from crm.contacts.models.headings import read_heading
from crm.imports.guessing.headings import compared, target_of
from crm.imports.reading import cards
from crm.kernel.i18n import LOCALES, speaking

SKIP: Final = "skip"
_LABEL: Final = re.compile(r" - (?:type|label|yomi name|service|formatted)$|^phonetic|^тип \d? ?эл|^краткое")
_CATEGORY: Final = re.compile(r"(e-mail|phone|address|website|im) \d+ - (?:type|label|service)")
_WAYS: Final = {"e-mail": "email", "website": "url", "im": "messenger"}
_ADDRESS: Final = re.compile(r"address \d+ - (street|city|region|postal code|country|extended address)")
_PARTS: Final = {"postal code": "postal_code", "extended address": "extra"}


@dataclass(frozen=True, slots=True)
class KnownExport:
    """An export that was recognised. ``mapping`` tells the target of each column by its place, "skip" too."""

    key: str
    name: str
    mapping: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Program:
    """A program: ``signs`` are headings (as compared) of which all must be there, in one of the sets.

    ``told`` are targets of headings that say something else here, or nothing elsewhere.
    """

    key: str
    name: str
    signs: tuple[frozenset[str], ...]
    told: Mapping[str, str] = field(default_factory=dict)


def _signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split("|")) for one in sets)


_PROGRAMS: Final = (
    _Program(
        "google", "Google Contacts",
        _signs(
            "given name|family name|additional name|group membership",
            "first name|last name|phonetic first name|file as|labels",
            "given name|family name|e-mail 1 - value",
            "first name|last name|e-mail 1 - label",
        ),
        {"name": "full_name", "file as": SKIP, "labels": "tags", "group membership": "tags",
         "organization title": "job_title", "organization department": SKIP, "location": SKIP,
         "priority": SKIP, "sensitivity": SKIP, "subject": SKIP, "occupation": SKIP, "gender": SKIP},
    ),
    _Program(
        "outlook", "Outlook",
        _signs(
            "first name|last name|e-mail address|business phone|business street",
            "first name|last name|e-mail address|company main phone",
            "имя|фамилия|адрес эл. почты|улица (раб. адрес)",
            "имя|фамилия|адрес эл. почты|краткое имя эл. почты",
        ),
        {"title": SKIP, "обращение": SKIP, "suffix": SKIP, "manager's name": SKIP, "руководитель": SKIP,
         "account": SKIP, "счет": SKIP, "счета": SKIP, "e-mail 2 address": "email",
         "e-mail 3 address": "email", "адрес 2 эл. почты": "email",
         "адрес 3 эл. почты": "email", "location": SKIP, "keywords": "tags",
         "user 1": SKIP, "organizational id number": SKIP, "код организации": SKIP, "initials": SKIP,
         "home street": SKIP, "home city": SKIP, "home state": SKIP, "home postal code": SKIP,
         "home country": SKIP, "home country/region": SKIP, "улица (дом. адрес)": SKIP,
         "город (дом. адрес)": SKIP, "область (дом. адрес)": SKIP, "почтовый код (дом.)": SKIP,
         "страна или регион (дом. адрес)": SKIP, "referred by": SKIP, "profession": SKIP,
         "телетайп/телефон с титрами": SKIP, "телефон помощника": SKIP, "телефон раб. 2": "phone.work",
         "телефон дом. 2": "phone.home", "business phone 2": "phone.work", "home phone 2": "phone.home"},
    ),
    _Program(
        "hubspot", "HubSpot",
        _signs(
            "record id|first name|last name|contact owner",
            "record id|first name|last name|lifecycle stage",
            "record id|first name|last name|lead status",
            "record id|company name|company owner",
        ),
        {"lifecycle stage": "type", "lead status": SKIP, "associated company": "company",
         "company name": "company", "industry": SKIP, "associated company ids": SKIP},
    ),
    _Program(
        "bitrix24", "Bitrix24",
        _signs(
            "id|имя|фамилия|ответственный|тип контакта",
            "имя|отчество|фамилия|рабочий телефон|мобильный телефон|рабочий e-mail|ответственный",
            "id|название компании|тип компании|ответственный",
            "id|first name|last name|contact type|responsible person",
            "id|salutation|first name|second name|last name|work phone",
        ),
        {"обращение": SKIP, "salutation": SKIP, "фотография": SKIP, "контакт": SKIP, "contact": SKIP,
         "responsible person": "manager", "дополнительно об источнике": SKIP, "название компании": "company",
         "номер пейджера": SKIP, "телефон для рассылок": "phone", "second name": "middle_name",
         "дополн. сведения": SKIP, "сфера деятельности": SKIP, "способ связи": SKIP},
    ),
    _Program(
        "amocrm", "amoCRM",
        _signs(
            "id|имя|фамилия|компания|дата создания контакта|ответственный",
            "id|полное имя контакта|компания контакта|ответственный за контакт",
            "наименование|рабочий телефон|рабочий email|ответственный",
            "id|полное имя контакта|рабочий телефон|рабочий email",
            "id|тип|имя|фамилия|теги|ближайшая задача",
            "id|full name|work phone|work email|responsible user",
        ),
        {"наименование": "full_name", "полное имя": "full_name", "тип": SKIP, "сделки": SKIP,
         "ближайшая задача": SKIP, "рабочий прямой телефон": "phone.work", "другой телефон": "phone",
         "кем создан контакт": SKIP, "контакт": SKIP},
    ),
    _Program(
        "onlyoffice", "ONLYOFFICE CRM",
        _signs(
            "first name|last name|company|contact stage|contact type",
            "имя|фамилия|компания|стадия контакта|тип контакта",
            "company name|contact stage|contact type",
            "first name|last name|background info|contact type",
        ),
        {"contact stage": SKIP, "стадия контакта": SKIP, "background info": "note",
         "общая информация": "note", "background information": "note", "job title": "job_title"},
    ),
    _Program(
        "webasyst", "Webasyst CRM",
        _signs(
            "имя|фамилия|отчество|компания|мгновенные сообщения",
            "first name|middle name|last name|company|instant messenger",
            "full name|first name|last name|salutation|instant messenger|social network",
            "полное имя|имя|отчество|фамилия|обращение|социальная сеть",
        ),
        {"мгновенные сообщения": "messenger", "instant messenger": "messenger", "социальная сеть": "social",
         "social network": "social", "salutation": SKIP, "обращение": SKIP, "пол": SKIP, "sex": SKIP},
    ),
    _Program(
        "odoo", "Odoo",
        _signs(
            "external id|name|is a company",
            "display name|salesperson|related company",
            "name|phone|email|salesperson|activities|country",
            "complete name|phone|email|salesperson",
            "название|телефон|email|продавец|страна",
        ),
        {"name": "full_name", "complete name": "full_name", "display name": "full_name",
         "название": "full_name",
         "salesperson": "manager", "продавец": "manager", "related company": "company", "activities": SKIP,
         "is a company": "kind", "street2": SKIP},
    ),
)  # fmt: skip
OWN: Final = "own:"
"""Begins the target of a column of Artel's own export that is called like one of the workspace's fields."""
_OUR_JSON: Final = {
    **{name: name for name in (
        "kind", "first_name", "last_name", "middle_name", "name", "job_title", "language", "source",
        "currency", "external_id",
    )},
    **{f"requisites.{name}": name for name in ("legal_form", "inn", "kpp", "ogrn", "okpo")},
    **{f"names.{name}": name for name in ("type", "class", "company", "tags")},
    "requisites.full_name": "full_legal_name", "names.managers": "manager", "sharing": "access",
    "description": "note", "born_on": "birthday",
}  # fmt: skip
_OUR_WAYS: Final = re.compile(r"(?:comms|requisites)\.(\w+)\.\d+(\.\w+)?")
_OUR_FIELDS: Final = "names.fields."
_CARDS: Final[dict[str, str]] = {
    code: SKIP
    if code in ("uid", "prefix", "suffix", "full_name", "nickname", "department", "others")
    else code
    for code in cards.LABELS
}
"""What the columns of a file of vCards become, by their codes."""


def known(columns: Sequence[str]) -> KnownExport | None:
    """The program that writes these headings, or None."""
    if ours := _of_cards(columns) or _of_artel(columns) or _of_our_json(columns):
        return ours
    named = [compared(heading) for heading in columns]
    there = frozenset(named)
    for program in _PROGRAMS:
        if any(signs <= there for signs in program.signs):
            return KnownExport(program.key, program.name, _mapping(program, columns, named))
    return None


def _mapping(program: _Program, columns: Sequence[str], named: Sequence[str]) -> dict[int, str]:
    mapping: dict[int, str] = {}
    for at, (heading, bare) in enumerate(zip(columns, named, strict=True)):
        told = SKIP if _is_label(bare) else program.told.get(bare) or target_of(heading) or SKIP
        mapping[at] = _numbered(bare) or told
    if {"first_name", "last_name"} & set(mapping.values()):
        mapping = {at: SKIP if target == "full_name" else target for at, target in mapping.items()}
    return mapping


def _numbered(bare: str) -> str:
    """What Google's columns with numbers say: of which use the neighbour is, and addresses in parts."""
    if found := _ADDRESS.fullmatch(bare):
        return f"address.{_PARTS.get(found[1], found[1])}"
    found = _CATEGORY.fullmatch(bare)
    return f"{_WAYS.get(found[1], found[1])}.label" if found else ""


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
            if list(columns) == [str(label) for label in cards.LABELS.values()]:
                return KnownExport("vcard", "vCard", dict(enumerate(_CARDS.values())))
    return None
