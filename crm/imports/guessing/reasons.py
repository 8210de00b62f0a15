"""The column that Artel adds to rows that were left out: by its heading it is known when they come back."""

import re
from typing import Final

HEADINGS: Final = ("Why it was left out", "Почему строка пропущена")
"""As ``crm.imports.presenters.rows`` writes it, in either language."""
_AGAIN: Final = re.compile(r" \(\d+\)$")


def tells_reasons(heading: str) -> bool:
    """Whether the column tells why rows were left out."""
    return _AGAIN.sub("", " ".join(heading.split())) in HEADINGS
