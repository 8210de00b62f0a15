"""Programs whose exports are known: by which headings, and what some of their columns become.

Where the headings come from says docs/decisions/0028.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SKIP: Final = "skip"


@dataclass(frozen=True, slots=True)
class Program:
    """A program: ``signs`` are headings (as compared) of which all must be there, in one of the sets.

    ``told`` are targets of headings that say something else here, or nothing elsewhere.
    """

    key: str
    name: str
    signs: tuple[frozenset[str], ...]
    told: Mapping[str, str] = field(default_factory=dict)


def _signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split("|")) for one in sets)


PROGRAMS: Final = (
    Program(
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
    Program(
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
         "referred by": SKIP, "profession": SKIP,
         "телетайп/телефон с титрами": SKIP, "телефон помощника": SKIP, "телефон раб. 2": "phone.work",
         "телефон дом. 2": "phone.home", "business phone 2": "phone.work", "home phone 2": "phone.home"},
    ),
    Program(
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
    Program(
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
    Program(
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
    Program(
        "onlyoffice", "ONLYOFFICE CRM",
        _signs(
            "first name|last name|company name|contact temperature level|contact type",
            "имя|фамилия|название компании|уровень теплоты контакта|тип контакта",
        ),
        {"company/person": "kind", "компания/персона": "kind", "contact temperature level": SKIP,
         "уровень теплоты контакта": SKIP, "contact tag list": "tags", "список тегов контактов": "tags"},
    ),
    Program(
        "webasyst", "Webasyst CRM",
        _signs(
            "first name|last name|company|email - work|phone - work",
            "first name|middle name|last name|sex|time zone",
            "first name|middle name|last name|company|instant messenger",
            "имя|фамилия|отчество|компания|мгновенные сообщения",
        ),
        {"name": "full_name", "title": SKIP, "обращение": SKIP, "sex": SKIP, "пол": SKIP, "time zone": SKIP,
         "мгновенные сообщения": "messenger", "instant messenger": "messenger"},
    ),
    Program(
        "odoo", "Odoo",
        _signs(
            "external id|name|is a company",
            "display name|salesperson|related company",
            "name|phone|email|salesperson|activities|country",
            "complete name|phone|email|salesperson",
            "name|is company|email",
            "name|parent id|email",
            "name|parent id/id|email",
            "сопутствующая компания|телефон",
        ),
        {"name": "full_name", "complete name": "full_name", "display name": "full_name",
         "название": "full_name", "имя": "full_name", "salesperson": "manager", "user id": "manager",
         "продавец": "manager", "related company": "company", "сопутствующая компания": "company",
         "parent id": "company", "parent id/id": SKIP, "company": SKIP, "company id": SKIP, "компания": SKIP,
         "is a company": "kind", "is company": "kind", "function": "job_title", "job position": "job_title",
         "category id": "tags", "comment": "note", "website link": "url", "street2": "address.extra",
         "state id": "address.region", "country id": "address.country", "reference": SKIP, "справка": SKIP,
         "language": SKIP, "lang": SKIP, "address type": SKIP, "type": SKIP, "title": SKIP,
         "activities": SKIP},
    ),
)  # fmt: skip
