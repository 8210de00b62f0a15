"""The people and companies in the picture on the front page; made up, in each language its own."""

from dataclasses import dataclass
from typing import Final

from crm.kernel.names import initials


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody who works in the pictured workspace."""

    id: int
    name: str

    @property
    def initials(self) -> str:
        """For the round avatar."""
        return initials(self.name)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the pictured list. ``kind`` and ``badge`` are the avatar's."""

    id: int
    title: str
    second: str
    kind: str
    badge: str
    is_client: bool
    managers: tuple[Human, ...]

    @property
    def initials(self) -> str:
        """For the avatar."""
        return initials(self.title)


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture shows."""

    workspace: str
    rows: tuple[Row, ...]


def picture(language: str) -> Picture:
    """The picture for readers of this language."""
    workspace, managers, contacts = SAMPLES[language]
    humans = tuple(Human(3 + 2 * number, name) for number, name in enumerate(managers))
    rows = (
        Row(number, title, second, kind, badge, is_client, humans[first:last])
        for number, (title, second) in enumerate(contacts)
        for kind, badge, is_client, first, last in (STANDINGS[number],)
    )
    return Picture(workspace, tuple(rows))


STANDINGS: Final = (
    ("company", "shared", True, 0, 1),
    ("person", "", True, 0, 2),
    ("person", "", False, 1, 2),
    ("company", "shared", False, 1, 2),
    ("person", "private", True, 0, 1),
)
SAMPLES: Final = {
    "en": (
        "Northern Light",
        ("Olga Sokolova", "Dmitry Orlov"),
        (
            ("Romashka LLC", "+7 495 123-45-67"),
            ("Ivan Petrov", "Head of purchasing, Romashka LLC"),
            ("Tatiana Belova", "belova@dubrava.example"),
            ("Dubrava Furniture", "+7 812 555-01-10"),
            ("Pavel Lebedev", "lebedev@sever.example"),
        ),
    ),
    "ru": (
        "Северный свет",
        ("Ольга Соколова", "Дмитрий Орлов"),
        (
            ("ООО «Ромашка»", "+7 495 123-45-67"),
            ("Петров Иван Сергеевич", "Начальник отдела закупок, ООО «Ромашка»"),
            ("Белова Татьяна", "belova@dubrava.example"),
            ("Мебель «Дубрава»", "+7 812 555-01-10"),
            ("Лебедев Павел", "lebedev@sever.example"),
        ),
    ),
}
