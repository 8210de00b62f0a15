"""Who reaches a contact, as columns tell it: its class, its sharing, whether it is restricted."""

from collections.abc import Callable
from typing import Final

from crm.contacts.presenters.cards import RESTRICTED, SHARING_BADGES, SHARING_LABELS
from crm.imports.actions.lines import Line, Take
from crm.imports.actions.naming import REFUSED
from crm.imports.actions.taking.making import SHOWN, Making
from crm.imports.guessing.cells import to_bool
from crm.kernel.i18n import LOCALES, lazy, speaking
from crm.kernel.search_text import fold

RESTRICTS: Final = "restricted"
_SHARING: Final = {
    "private": "private|managers|only managers|личный|приватный|закрытый|закрыт|менеджеры",
    "read": "read|shared|public|all read|read only|чтение|на чтение|только чтение|общий|для чтения",
    "write": (
        "write|read-write|read/write|read and write|read, write|all write|запись|на запись|чтение и запись"
        "|чтение и изменение|чтение-запись|чтение/запись|изменение"
    ),
    RESTRICTS: "restricted|ограничен|ограниченный|ограничена",
}


def contact_class(making: Making, column: int) -> Take:
    names = making.names["class"]

    def take(line: Line, text: str) -> None:
        found = names(text)
        if found > 0:
            line.access["class_id"] = found
        elif found == REFUSED:
            line.faults.append((column, lazy("There is no such class: %(name)s", name=text[:SHOWN])))

    return take


def sharing(_making: Making, column: int) -> Take:
    """Private, read, read and write, in either language and as exports call it."""
    words = _words()

    def take(line: Line, text: str) -> None:
        word = words.get(fold(text))
        if word is None:
            line.faults.append((column, lazy("This is no kind of access: %(text)s", text=text[:SHOWN])))
        elif word == RESTRICTS:
            line.access[RESTRICTS] = True
        else:
            line.access["sharing"] = word

    return take


def restricted(_making: Making, column: int) -> Take:
    words = _words()

    def take(line: Line, text: str) -> None:
        told = True if words.get(fold(text)) == RESTRICTS else to_bool(text)
        if told is None:
            line.faults.append((column, lazy("This is neither yes nor no: %(text)s", text=text[:SHOWN])))
        else:
            line.access[RESTRICTS] = told

    return take


def _words() -> dict[str, str]:
    """By what it may be called, folded."""
    words = {fold(word): kind for kind, told in _SHARING.items() for word in told.split("|")}
    for language in LOCALES:
        with speaking(language):
            for labels in (SHARING_LABELS, SHARING_BADGES):
                words |= {fold(str(label)): kind for kind, label in labels.items()}
            words[fold(str(RESTRICTED))] = RESTRICTS
    return words


MAKERS: Final[dict[str, Callable[[Making, int], Take]]] = {
    "class": contact_class, "access": sharing, RESTRICTS: restricted,
}  # fmt: skip
