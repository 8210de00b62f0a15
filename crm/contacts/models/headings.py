"""What the columns of an exported table are called, and what an import takes each for.

By these words an import knows a file that Artel wrote, in either language: who changes one as the pages
change theirs keeps the former among ``FORMER``. Nothing here asks a database or the reader's language.
"""

import re
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's words in both languages, and its ``target``: what an import makes of it, or ``skip``."""

    en: str
    ru: str
    target: str

    def of(self, language: str) -> str:
        """The words in this language."""
        return self.ru if language == "ru" else self.en


HEADINGS: Final[dict[str, Heading]] = {
    "id": Heading("Artel ID", "ID Artel", "id"),
    "name": Heading("Contact", "Контакт", "full_name"),
    "kind": Heading("Kind", "Вид контакта", "kind"),
    "last_name": Heading("Last name", "Фамилия", "last_name"),
    "first_name": Heading("First name", "Имя", "first_name"),
    "middle_name": Heading("Patronymic", "Отчество", "middle_name"),
    "company_name": Heading("Company name", "Название компании", "name"),
    "company": Heading("Company", "Компания", "company"),
    "job_title": Heading("Post", "Должность", "job_title"),
    "type": Heading("Type", "Тип", "type"),
    "class": Heading("Class", "Класс", "class"),
    "tag": Heading("Tags", "Теги", "tags"),
    "manager": Heading("Managers", "Менеджеры", "manager"),
    "lead": Heading("Lead manager", "Главный менеджер", "lead"),
    "access": Heading("Access", "Доступ", "access"),
    "restricted": Heading("Restricted", "Ограничен", "restricted"),
    "email": Heading("E-mail", "Почта", "email"),
    "phone": Heading("Phone", "Телефон", "phone"),
    "site": Heading("Site", "Сайт", "url"),
    "messenger": Heading("Messenger", "Мессенджер", "messenger"),
    "social": Heading("Social network", "Социальная сеть", "social"),
    "address": Heading("Address", "Адрес", "address"),
    "city": Heading("City", "Город", "skip"),
    "about": Heading("About", "О контакте", "note"),
    "born": Heading("Birthday", "День рождения", "birthday"),
    "language": Heading("Language", "Язык", "language"),
    "source": Heading("Source", "Источник", "source"),
    "currency": Heading("Currency", "Валюта", "currency"),
    "external_id": Heading("External ID", "Внешний ID", "external_id"),
    "legal_form": Heading("Legal form", "Правовая форма", "legal_form"),
    "full_name": Heading("Full legal name", "Полное название", "full_legal_name"),
    "inn": Heading("INN", "ИНН", "inn"),
    "kpp": Heading("KPP", "КПП", "kpp"),
    "ogrn": Heading("OGRN or OGRNIP", "ОГРН или ОГРНИП", "ogrn"),
    "okpo": Heading("OKPO", "ОКПО", "okpo"),
    "account": Heading("Bank account", "Счёт", "account"),
    "created": Heading("Added", "Добавлен", "skip"),
    "changed": Heading("Changed", "Изменён", "skip"),
    "activity": Heading("Last activity", "Последняя активность", "skip"),
    "author": Heading("Added by", "Кто добавил", "skip"),
}
"""By the code of the column; the codes of the list's columns are the same."""
FORMER: Final = {"метки": "tag", "эл. почта": "email", "соцсеть": "social"}
"""What columns were called in files that were exported before."""
WAYS: Final = ("email", "phone", "site", "messenger", "social", "address")
PARTS: Final[dict[str, dict[str, Heading]]] = {
    "address": {
        "street": Heading("street", "улица", "address.street"),
        "city": Heading("city", "город", "address.city"),
        "region": Heading("region", "регион", "address.region"),
        "postal_code": Heading("postal code", "индекс", "address.postal_code"),
        "country": Heading("country", "страна", "address.country"),
    },
    "account": {
        "account": Heading("number", "номер", "account.account"),
        "bik": Heading("BIK", "БИК", "account.bik"),
        "bank": Heading("bank", "банк", "account.bank"),
        "correspondent": Heading("correspondent account", "корр. счёт", "account.correspondent"),
    },
}
CATEGORY: Final = Heading("category", "категория", "label")
OWN_FIELD: Final = Heading("own field", "своё поле", "field")


def numbered(code: str, number: int, language: str, part: Heading | None = None) -> str:
    """The heading of one of several: ``Phone 2``; with a part ``Phone 2: category``."""
    heading = f"{HEADINGS[code].of(language)} {number}"
    return f"{heading}: {part.of(language)}" if part else heading


def own(name: str, language: str) -> str:
    """The heading of one of the workspace's own fields: its name, marked where a built-in column has it."""
    return f"{name} ({OWN_FIELD.of(language)})" if name.casefold() in _BY_WORDS else name


@dataclass(frozen=True, slots=True)
class Read:
    """What a heading of Artel's own says: the column's code, which of several it is (from 1; 0: all of them
    in one cell), and the target of what stands in it (``address.street``, ``email.label``).
    """

    code: str
    number: int
    target: str


def read_heading(heading: str) -> Read | None:
    """The heading as Artel wrote it, in either language; None for any other."""
    found = _HEADING.fullmatch(heading.strip())
    code = _BY_WORDS.get(found[1].casefold()) if found else None
    if found is None or code is None or (found[2] and code not in (*WAYS, *PARTS)):
        return None
    number = int(found[2] or 0)
    if found[3] is None:
        return Read(code, number, HEADINGS[code].target)
    words = found[3].casefold()
    if words in (CATEGORY.en, CATEGORY.ru) and code in WAYS:
        return Read(code, number, f"{HEADINGS[code].target}.{CATEGORY.target}")
    parts = PARTS.get(code, {}).values()
    part = next((one for one in parts if words in (one.en.casefold(), one.ru.casefold())), None)
    return Read(code, number, part.target) if part else None


_HEADING: Final = re.compile(r"(.+?)(?: ([1-9][0-9]{0,2})(?:: (.+))?)?")
_BY_WORDS: Final = FORMER | {
    head.of(one).casefold(): code for code, head in HEADINGS.items() for one in LANGUAGES
}
