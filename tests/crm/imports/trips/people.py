"""Contacts as varied as the form takes them, from dice: of hypothesis, or of a seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

FIELDS: Final[dict[str, dict[str, Any]]] = {
    "text": {}, "long_text": {}, "integer": {}, "decimal": {}, "money": {}, "date": {}, "datetime": {},
    "yes_no": {}, "select": {"choices": ("Gold", "Да; нет", 'С "кавычкой"')},
    "multi_select": {"choices": ("Red", "Green; blue", "1,5", "Зелёный")},
    "user": {}, "email": {}, "phone": {}, "url": {},
}  # fmt: skip
"""The workspace's own fields by their types, each named as its type; with their options."""
CLASSES: Final = ("Dealers =1", "Особые; важные")
TAGS: Final = ("VIP", "Осень 2026", "=tag", "o'neil", "a/b")
ODD: Final = (
    "=1+1", "+7 (916) 1", "-5 cmd", "@home", "'quoted", "''@x", "007", "1" * 20, 'say "hi"', "a;b", "a,b|c",
    "\u202eabc", "שלום", "مرحبا", "\U0001f469\u200d\U0001f467", "Ёжик", "О’Нил", "d'Arc", "1,5", "31.12.2026",
    "<b>bold</b>", "\\n", "TRUE", "null", "Ж" * 90, "e\u0301", "tab here", "1e5", "#REF!", "%s {x}",
)  # fmt: skip
NAMES: Final = ("Анна", "Пётр", "Ivan", "Müge", "李", "Zoë", "Jean-Luc", "Айгүл")
LAST: Final = ("Яхонтов", "O'Hara", "van der Berg", "Ли", "Smith Jones", "Ковалёва-Сидорова")
POSTS: Final = ("директор", "Head of R&D", "бухгалтер; кассир", "=CEO", '"шеф"')
LABELS: Final[dict[str, Sequence[str]]] = {
    "email": ("", "work", "home", "склад", "a;b"), "phone": ("", "work", "mobile", "fax", "приёмная"),
    "site": ("", "work", "блог"), "messenger": ("telegram", "whatsapp"), "social": ("vk", "linkedin"),
    "address": ("", "legal", "postal", "delivery", "дача"),
}  # fmt: skip
CURRENCIES: Final = ("", "EUR", "RUB", "KZT")
INNS: Final = ("7707083893", "7728168971", "7736050003")


@dataclass(frozen=True, slots=True)
class Around:
    """What contacts may name, by id: types, tags, users, own fields by type, classes."""

    types: Sequence[int]
    tags: Sequence[int]
    users: Sequence[int]
    fields: Mapping[str, Any]
    classes: Sequence[int] = ()


class People:
    """Bodies for ``POST /contacts``; ``prefix`` makes names and addresses unlike those of others."""

    def __init__(self, dice: random.Random, around: Around, prefix: str) -> None:
        self._dice, self._around, self._prefix = dice, around, prefix
        self._number = 0

    def one(self) -> dict[str, Any]:
        """A person, or seldom a company."""
        self._number += 1
        return self.company() if self._dice.random() < 0.25 else self.person()

    def person(self) -> dict[str, Any]:
        """With or without a patronymic, a post, a birthday."""
        dice = self._dice
        return self._whole({
            "kind": "person", "first_name": f"{dice.choice(NAMES)}{self._prefix}{self._number}",
            "last_name": dice.choice((*LAST, self.text())),
            "middle_name": self._maybe(lambda: dice.choice(("Ильич", "Сергеевна", "J."))),
            "job_title": self._maybe(lambda: dice.choice((*POSTS, self.text()))),
            "born_on": self._maybe(self.day, None),
        })  # fmt: skip

    def company(self) -> dict[str, Any]:
        """With or without requisites."""
        dice = self._dice
        name = dice.choice(("ООО «Ромашка»", "Acme, Inc.", "=Firm", "АО Север; Юг", 'ЗАО "А"'))
        body: dict[str, Any] = {"kind": "company", "name": f"{name} {self._prefix}{self._number}"}
        if dice.random() < 0.5:
            account = {"bik": "044525225", "account": "40702810438000060473", "bank": "Sber; 'bank'",
                       "correspondent": "30101810400000000225"}  # fmt: skip
            body["requisites"] = {
                "legal_form": "ООО", "full_name": f"Общество «{self.text()}»", "okpo": "00032537",
                "accounts": [account] * dice.choice((0, 1)),
            }  # fmt: skip
        return self._whole(body)

    def employer(self, firms: Sequence[int]) -> int | None:
        """One of these companies, or none."""
        return self._dice.choice(firms) if self._dice.random() < 0.6 else None

    def text(self) -> str:
        """One line of whatever people write."""
        dice = self._dice
        return " ".join(dice.choice((*ODD, *NAMES)) for _word in range(dice.randrange(1, 4)))[:60].strip()

    def day(self) -> str:
        """A day of the calendar."""
        dice = self._dice
        return f"{dice.randrange(1905, 2020)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"

    def _whole(self, body: dict[str, Any]) -> dict[str, Any]:
        dice, around = self._dice, self._around
        return {
            **body, "description": self._maybe(self._prose), "source": self._maybe(self.text),
            "external_id": self._maybe(lambda: f"{dice.choice(('', '=', '00'))}{self._prefix}{self._number}"),
            "language": dice.choice(("", "ru", "en", "kk")), "currency": dice.choice(CURRENCIES),
            "type_id": dice.choice((None, *around.types)), "comms": self._comms(),
            "tag_ids": dice.sample(list(around.tags), dice.randrange(3)),
            "manager_ids": dice.sample(list(around.users), dice.randrange(1, 3)),
            "class_id": dice.choice((None, *around.classes)), "restricted": dice.random() < 0.1,
            "sharing": dice.choice(("private", "read", "write")), "custom": self._custom(),
        }  # fmt: skip

    def _maybe(self, make: Any, otherwise: Any = "") -> Any:
        return make() if self._dice.random() < 0.6 else otherwise

    def _prose(self) -> str:
        return "\n".join(self.text() for _line in range(self._dice.randrange(1, 5))) * self._dice.choice(
            (1, 1, 9)
        )

    def _comms(self) -> list[dict[str, Any]]:
        dice, found = self._dice, []
        for kind, labels in LABELS.items():
            for place in range(dice.choice((0, 0, 1, 1, 2, 3))):
                comm = {"kind": kind, "label": dice.choice(labels), **self._way(kind, place)}
                found.append({**comm, "label": comm["label"][:60]})
        dice.shuffle(found)
        return found

    def _way(self, kind: str, place: int) -> dict[str, Any]:
        dice, mark = self._dice, f"{self._prefix}{self._number}-{place}"
        if kind == "address":
            parts = {
                "street": dice.choice(("Тверская, 1; кв. 2", "5 Main St, Apt 4", "=1")),
                "city": dice.choice(("Москва", "Санкт-Петербург", "", "Paris")),
                "region": dice.choice(("", "Московская обл.")), "postal_code": dice.choice(("", "012345")),
                "country": dice.choice(("", "RU", "DE", "KZ", "Атлантида")),
            }  # fmt: skip
            return {"parts": parts}
        if kind == "phone":
            number = f"+7916{dice.randrange(10**7):07}"
            return {"value": dice.choice((number, f"{number} ext. 12", f"{place}{dice.randrange(10)}"))}
        return {"value": {
            "email": f"Mail{mark}@{dice.choice(('x.example', 'почта.рф'))}",
            "site": f"https://{mark.lower()}.example/?q=a;b,c&d=%20#x".replace("_", ""),
            "messenger": f"user{mark}".replace("-", "_"), "social": f"page{mark}".replace("-", "_"),
        }[kind]}  # fmt: skip

    def _custom(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for of_type, field in self._around.fields.items():
            if self._dice.random() < 0.5:
                values[field["key"]] = self._own(of_type, field)
        return values

    def _own(self, of_type: str, field: Mapping[str, Any]) -> Any:
        dice, options = self._dice, field["options"]
        return {
            "text": self.text, "long_text": self._prose, "integer": lambda: dice.randrange(-(10**9), 10**12),
            "decimal": lambda: dice.choice(("0.5", "-12.50", "1234567.891", "123456789012345.25")),
            "money": lambda: {"amount": dice.choice(("12.50", "-1", "1000000.05")),
                              "currency": dice.choice(("USD", "EUR", "RUB"))},
            "date": self.day, "datetime": lambda: f"{self.day()}T{dice.randrange(24):02}:30:00Z",
            "yes_no": lambda: dice.choice((True, False)), "select": lambda: dice.choice(options),
            "multi_select": lambda: dice.sample(options, dice.randrange(1, 4)),
            "user": lambda: dice.choice(list(self._around.users)),
            "email": lambda: f"own{self._prefix}@x.example", "phone": lambda: "+74951234567",
            "url": lambda: "https://own.example/a;b",
        }[of_type]()  # fmt: skip
