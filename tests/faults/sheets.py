"""Files of varied contacts for the rig, and what has to become of each of their rows (R2)."""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

THERE: Final = 12
"""So many contacts are in each workspace beforehand; some rows are of them."""
TAGS: Final = ("Rig", "Осень")
COLUMNS: Final = {
    "Номер": "", "Фамилия": "last_name", "Имя": "first_name", "Отчество": "middle_name",
    "Организация": "company", "Должность": "job_title", "Почта": "email", "Телефон": "phone",
    "Сайт": "url", "Адрес": "address", "Метки": "tags", "Менеджер": "manager", "Родился": "birthday",
    "Заметка": "note",
}  # fmt: skip
"""Heading → what the column means."""
NAMES: Final = ("Анна", "Ольга", "John", "Ярослав", "Зоë", "Müge", "Лев", "李")
NOTES: Final = ("", "", "две\nстроки", 'в "кавычках"; и дальше', "😀 emoji", "=1+1", "'так", "مرحبا")
LONG: Final = "Ы" * 300
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Good:
    """A row that becomes a contact: what has to be there of it. ``employer`` is empty if there is none."""

    name: str
    kind: str
    ways: Counter[tuple[str, str]]
    by_manager: bool
    tags: int
    employer: str


@dataclass(slots=True)
class Sheet:
    """A file, and what has to become of its rows. ``faulty`` are whole rows, as they stand in it."""

    prefix: str
    content: bytes = b""
    good: dict[str, Good] = field(default_factory=dict)
    faulty: list[tuple[str, ...]] = field(default_factory=list)
    known: int = 0

    @property
    def employers(self) -> Counter[str]:
        """Companies that people work for, by how many."""
        return Counter(one.employer for one in self.good.values() if one.employer)

    @property
    def of_manager(self) -> int:
        """How many contacts the manager gets."""
        return sum(one.by_manager for one in self.good.values())


def email_of_one_there(number: int) -> str:
    """By it a row is known to be of a contact that was there before."""
    return f"there-{number}@rig.example"


def sheet(prefix: str, *, rows: int, seed: int, manager: str) -> Sheet:
    """A file of so many rows, the same for the same seed; by ``prefix`` its contacts are known."""
    made = Sheet(prefix)
    writing = _Writing(made, random.Random(seed), manager)
    kinds: dict[Callable[[int], Cells], int] = {
        writing.person: 86, writing.company: 4, writing.faulty: 4, writing.twice: 4, writing.there: 2,
    }  # fmt: skip
    table = io.StringIO(newline="")
    lines = csv.DictWriter(table, COLUMNS, delimiter=";", restval="")
    lines.writeheader()
    for number in range(rows):
        (kind,) = writing.chance.choices(list(kinds), list(kinds.values()))
        lines.writerow(kind(number))
    made.content = table.getvalue().encode()
    return made


class _Writing:
    def __init__(self, made: Sheet, chance: random.Random, manager: str) -> None:
        self.chance, self._made, self._manager = chance, made, manager
        self._mails: list[str] = []

    def person(self, number: int) -> Cells:
        """Most rows: some work for the same companies, whose names are written in several ways."""
        chance, made = self.chance, self._made
        name, mails = f"{made.prefix}{number:06d}", [f"{made.prefix}{number}@rig.example".lower()]
        if chance.random() < 0.2:
            mails.append(f"second.{mails[0]}")
        phone = f"+7916{chance.randrange(10**7):07d}"
        firm = f"{made.prefix} Ромашка {chance.randrange(max(2, number // 8 + 2))}"
        works = chance.random() < 0.5
        cells = self._cells(number, name, "; ".join(mails)) | {
            "Имя": chance.choice(NAMES), "Отчество": "Ильич", "Телефон": phone,
            "Должность": chance.choice(("", "директор", "бухгалтер; кассир")),
            "Организация": chance.choice((firm, f"ООО «{firm}»", firm.upper())) if works else "",
            "Родился": f"{chance.randrange(13, 29)}.0{chance.randrange(1, 10)}.19{chance.randrange(50, 99)}",
        }  # fmt: skip
        ways = [("email", one) for one in mails] + [("phone", phone)]
        self._good(cells, name, "person", ways, firm if works else "")
        self._mails.append(mails[0])
        return cells

    def company(self, number: int) -> Cells:
        """A company in a row of its own."""
        name, mail = (
            f"{self._made.prefix} Завод {number}",
            f"firm-{self._made.prefix}{number}@rig.example".lower(),
        )
        cells = self._cells(number, "", mail) | {"Организация": name}
        self._good(cells, name, "company", [("email", mail)], "")
        return cells

    def faulty(self, number: int) -> Cells:
        """A row with a mistake, which stays in the file of faulty rows as it is."""
        name = f"{self._made.prefix}faulty{number}"
        cells = self._cells(number, name, "") | {"Имя": "Анна"}
        cells |= self.chance.choice(
            (
                {"Почта": "broken-mail"},
                {"Родился": "31.02.1990"},
                {"Фамилия": LONG},
                {"Имя": "", "Фамилия": ""},
            )
        )
        self._made.faulty.append(tuple(cells.get(column, "") for column in COLUMNS))
        return cells

    def twice(self, number: int) -> Cells:
        """A row of somebody who is in a row above already."""
        if not self._mails:
            return self.person(number)
        self._made.known += 1
        name, mail = f"{self._made.prefix}twice{number}", self.chance.choice(self._mails).upper()
        return self._cells(number, name, mail) | {"Имя": "Анна"}

    def there(self, number: int) -> Cells:
        """A row of a contact that was there before."""
        self._made.known += 1
        mail = email_of_one_there(self.chance.randrange(THERE))
        return self._cells(number, f"{self._made.prefix}there{number}", mail) | {"Имя": "Анна"}

    def _cells(self, number: int, name: str, mail: str) -> Cells:
        chance = self.chance
        return {
            "Номер": f"{self._made.prefix}-{number}", "Фамилия": name, "Почта": mail,
            "Менеджер": chance.choice(("", self._manager, self._manager.upper())),
            "Метки": chance.choice(("", TAGS[0], "; ".join(TAGS))),
            "Сайт": chance.choice(("", "", "rig.example")), "Заметка": chance.choice(NOTES),
            "Адрес": chance.choice(("", "Москва, Тверская, 1\nкв. 2")),
        }  # fmt: skip

    def _good(
        self, cells: Cells, name: str, kind: str, ways: Sequence[tuple[str, str]], employer: str
    ) -> None:
        sites = [("site", "")] * bool(cells["Сайт"]) + [("address", "")] * bool(cells["Адрес"])
        tags = 2 if TAGS[1] in cells["Метки"] else bool(cells["Метки"])
        self._made.good[name] = Good(
            name, kind, Counter([*ways, *sites]), bool(cells["Менеджер"]), int(tags), employer
        )
