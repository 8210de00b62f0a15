"""What was decided about rows of contacts that are there already, in words, and what is asked next."""

from collections.abc import Sequence
from typing import Any, Final

from crm.contacts.presenters import cards
from crm.imports.actions.deciding import DECIDED, Decided
from crm.imports.forms import DecisionShape
from crm.imports.models import Import, ImportLine
from crm.kernel import moments
from crm.kernel.i18n import _, lazy, ngettext

CHOICES: Final = (
    ("skip", lazy("Leave out")), ("fill", lazy("Fill what is empty")), ("overwrite", lazy("Overwrite")),
    ("append", lazy("Append")), ("create", lazy("Add another contact")),
)  # fmt: skip


def decision(shape: DecisionShape, done: Decided) -> tuple[str, bool]:
    """What became of a decision, and whether it changed anything."""
    if done.settled:
        told = ngettext(
            "%(rows)s row decided: %(choice)s",
            "%(rows)s rows decided: %(choice)s",
            done.settled,
            rows=moments.number(done.settled),
            choice=_label(shape.choice),
        )
        return told, True
    if done.earlier:
        number, choice = shape.lines[0], _label(done.earlier)
        told = _(
            "Row %(number)s had been decided already and stays so: %(choice)s", number=number, choice=choice
        )
        return told, False
    return _("There was nothing left to decide about this."), False


def asked_again(done: Decided) -> str:
    """What came of taking decisions back."""
    number, rows = done.settled, moments.number(done.settled)
    return ngettext(
        "%(rows)s row is asked about again", "%(rows)s rows are asked about again", number, rows=rows
    )


def decided(one: Import) -> str:
    """How many rows were decided by hand; empty if none was."""
    number = one.counts.get(DECIDED, 0)
    told = ngettext(
        "%(rows)s row is decided", "%(rows)s rows are decided", number, rows=moments.number(number)
    )
    return told if number else ""


def next_line(lines: Sequence[ImportLine], after: DecisionShape | None) -> int | None:
    """The row that comes after the one that was decided now, the last if there is none; None: all were."""
    if after is None or not lines:
        return None
    last = max(after.lines, default=0)
    return next((line.line for line in lines if line.line > last), lines[-1].line)


def question(line: ImportLine, contact: Any, row: dict[str, Any]) -> dict[str, Any]:
    """A row about which the person is asked: what it says, and the contact as it is seen now."""
    name, url = (contact.shown_name, cards.url(contact.id)) if contact else ("", "")
    return {"line": line.line, "name": name, "url": url, "row": row}


def _label(choice: str) -> str:
    return str(dict(CHOICES).get(choice, ""))
