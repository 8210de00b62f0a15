"""People's names in the reader's form (L10-1): «Петров Иван Сергеевич», "Ivan Petrov"."""

from crm.kernel.i18n import locale


def full_name(*, first: str, last: str, middle: str = "", language: str | None = None) -> str:
    """The name as the reader's language orders it; the patronymic is shown in Russian only."""
    if (language or locale()) == "ru":
        return " ".join(filter(None, (last, first, middle)))
    return " ".join(filter(None, (first, last)))


def initials(name: str) -> str:
    """One or two capitals for a round avatar; legal forms and quotes are skipped for companies."""
    words = [w.strip("«»\"'“”().,-–—") for w in name.split()]
    words = [w for w in words if w and w[0].isalnum() and w.upper() not in LEGAL_FORMS]
    return "".join(w[0] for w in words[:2]).upper() or name[:1].upper()


LEGAL_FORMS = frozenset(
    {"ООО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "НКО", "АНО", "LLC", "LTD", "INC", "GMBH", "PLC"}
)
