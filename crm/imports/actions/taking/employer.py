"""Details of the company that stand in the row of somebody who works there: people have no such ones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm.contacts.presenters.fields import LABELS
from crm.imports.actions.lines import Line
from crm.kernel.i18n import lazy

DIGITS: Final = {"inn": 10, "ogrn": 13}
"""So many digits these numbers of an organisation have."""
KPP: Final = "kpp"


def note_details(line: Line) -> None:
    """Keep in the note of a person what is the company's that the row names, instead of refusing the row.

    An INN of its own is the person's, and what else a person may have stays with it.
    """
    told = line.requisites
    others = {name for name in told if name == KPP or _digits(told[name]) == DIGITS.get(name)}
    if line.firm is None or not others:
        return
    if "inn" in others or "inn" not in told:
        others = set(told)
    for name in [name for name in told if name in others]:
        _note_down(line, name, _plain(told.pop(name)))
    if not told:
        line.values.pop("requisites")


def _note_down(line: Line, name: str, text: str) -> None:
    told = lazy("%(field)s of the company: %(value)s", field=LABELS[f"requisites.{name}"], value=text)
    before = line.values.get("description")
    line.values["description"] = f"{before}\n{told}" if before else str(told)
    line.origins.setdefault("description", line.origins.get(f"requisites.{name}", 0))


def _digits(value: Any) -> int:
    return sum(map(str.isdigit, value)) if isinstance(value, str) else 0


def _plain(value: str | Sequence[Mapping[str, str]]) -> str:
    if isinstance(value, str):
        return value
    return "; ".join(", ".join(filter(None, account.values())) for account in value)
