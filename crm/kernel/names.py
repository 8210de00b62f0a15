"""People's names in the reader's form (L10-1): «Петров Иван Сергеевич», "Ivan Petrov"."""

from crm.kernel.i18n import locale


def full_name(*, first: str, last: str, middle: str = "", language: str | None = None) -> str:
    """The name as the reader's language orders it; the patronymic is shown in Russian only."""
    if (language or locale()) == "ru":
        return " ".join(filter(None, (last, first, middle)))
    return " ".join(filter(None, (first, last)))


PATRONYMICS = ("вич", "вна", "чна", "ьич", "оглы", "кызы")


def parts(text: str) -> dict[str, str]:
    """A person's name in one line, taken apart: first, last and middle name, in the words of a contact.

    The reader's language says which stands first; in Russian a patronymic tells, wherever it stands. A single
    word is a first name.
    """
    words = text.split()
    if len(words) < 2:
        return {"first_name": text.strip(), "last_name": "", "middle_name": ""}
    if locale() != "ru":
        return {"first_name": words[0], "last_name": words[-1], "middle_name": " ".join(words[1:-1])}
    if len(words) > 2 and words[1].casefold().endswith(PATRONYMICS):
        return {"first_name": words[0], "middle_name": words[1], "last_name": " ".join(words[2:])}
    return {"last_name": words[0], "first_name": words[1], "middle_name": " ".join(words[2:])}


def initials(name: str) -> str:
    """One or two capitals for a round avatar; legal forms and quotes are skipped for companies."""
    words = [w.strip("«»\"'“”().,-–—") for w in name.split()]
    words = [w for w in words if w and w[0].isalnum() and w.upper() not in LEGAL_FORMS]
    return "".join(w[0] for w in words[:2]).upper() or name[:1].upper()


LEGAL_FORMS = frozenset(
    {"ООО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "НКО", "АНО", "LLC", "LTD", "INC", "GMBH", "PLC"}
)
