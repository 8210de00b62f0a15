"""What columns mean, and how the file is read: as the person chose for the same headings last time."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from crm.imports.forms import WishShape
from crm.imports.guessing.guesses import guess
from crm.imports.guessing.reasons import tells_reasons
from crm.imports.models import Import
from crm.imports.queries import Last, own_fields
from crm.imports.targets import SKIP, all_targets
from crm.kernel.i18n import kept, lazy
from crm.kernel.search_text import fold

REMEMBERED: Final = ("kind", "companies", "unknown", "lists", "keys", "on_match", "overwrite")
"""What is chosen as last time, besides what the columns mean; what all contacts get is chosen each time."""
AS_LAST: Final = lazy("as you chose last time")
TOLD_BY_US: Final = lazy("it says why the row was left out")


def mapped(one: Import, last: Last | None) -> None:
    """What the columns mean, as the person chose for the same headings last time; else as it is guessed."""
    guessed(one)
    if last is None:
        return
    known = all_targets(own_fields())
    columns = one.seen["columns"]
    own = len(own_columns(columns))
    targets = [target if target in known else "" for target in last.wish.get("targets", ())][:own]
    targets += [""] * (len(columns) - len(targets))
    reasons = [*[kept(AS_LAST)] * own, *one.seen["reasons"][own:]]
    one.seen = {**one.seen, "reasons": reasons, "guesses": targets, "remembered": True}
    wish: dict[str, Any] = {
        **one.wish,
        **{name: last.wish[name] for name in REMEMBERED if name in last.wish},
        "targets": targets,
    }
    one.wish = WishShape(**wish).model_dump(mode="json")


def guessed(one: Import) -> None:
    """Guess anew what the columns mean; all else that was chosen stays."""
    told = {key: str(target.label) for key, target in all_targets(own_fields()).items()}
    columns = own_columns(one.seen["columns"])
    guesses = guess(columns, one.seen["sample"], told)
    added = len(one.seen["columns"]) - len(columns)
    targets = ["" if each.target == SKIP else each.target for each in guesses] + [""] * added
    reasons = [*[kept(each.reason) for each in guesses], *[kept(TOLD_BY_US)] * added]
    one.seen = {**one.seen, "reasons": reasons, "guesses": targets, "remembered": False}
    one.wish = WishShape(**{**(one.wish or {}), "targets": targets}).model_dump(mode="json")


def digest(columns: Sequence[str]) -> str:
    """Stands for these headings in their order; case, accents and spaces don't count.

    Rows that were left out, and come back mended, have the headings of their file (IMP-6).
    """
    return hashlib.sha256("\n".join(map(fold, own_columns(columns))).encode()).hexdigest()[:32]


def own_columns(columns: Sequence[str]) -> Sequence[str]:
    """The columns without those at the end that tell why rows were left out."""
    own = len(columns)
    while own > 1 and tells_reasons(columns[own - 1]):
        own -= 1
    return columns[:own]
