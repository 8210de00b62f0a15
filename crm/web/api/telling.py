"""The description of the API in the reader's language: what doors, answers and refusals say of themselves.

Summaries and paragraphs of docstrings are for the translators (``crm.kernel.docstrings``); of shapes and
parameters only what a catalog knows is translated.
"""

from typing import Any

from crm.kernel.docstrings import paragraphs
from crm.kernel.i18n import translated

TOLD = ("summary", "description")


def told(spec: dict[str, Any]) -> dict[str, Any]:
    """A copy of the description, in the reader's language; the names of its groups stand beside them."""
    copy: dict[str, Any] = _told(spec)
    for tag in copy.get("tags", ()):
        tag["x-displayName"] = translated(tag["name"])
    return copy


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _sentences(inner) if key in TOLD and isinstance(inner, str) else _told(inner)
            for key, inner in value.items()
        }
    return [_told(inner) for inner in value] if isinstance(value, list) else value


def _sentences(text: str) -> str:
    return "\n\n".join(_paragraph(part) for part in text.split("\n\n"))


def _paragraph(part: str) -> str:
    """The paragraph translated; as it is, with its lines, where no catalog knows it."""
    plain = " ".join(paragraphs(part))
    known = translated(plain) if plain else plain
    return part if known == plain else known
