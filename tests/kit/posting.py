"""What a browser would send of a page: the fields of its form as they stand."""

import html
import re
from typing import Any


def fields_of(page: str, form_id: str = "editor") -> dict[str, Any]:
    """What the form with this id would post as it stands, by names of fields; buttons and tokens left out."""
    form = page[page.index(f'id="{form_id}"') :]
    found: dict[str, Any] = {}
    for tag, text in re.findall(r"(<(?:input|textarea)[^>]*>)([^<]*)", form):
        name = re.search(r'name="([^"]*)"', tag)
        if name is None or name[1] in ("csrf_token", "form_id"):
            continue
        kind = re.search(r'type="(\w+)"', tag)
        if kind and kind[1] in ("radio", "checkbox") and " checked" not in tag:
            continue
        value = text if tag.startswith("<textarea") else (re.search(r'value="([^"]*)"', tag) or ["", ""])[1]
        _put(found, name[1], html.unescape(value))
    for name, inner in re.findall(
        r'<select class="input"[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(
            r'<option value="([^"]*)"', inner
        )
        _put(found, name, chosen[1])
    return found


def _put(found: dict[str, Any], name: str, value: str) -> None:
    if name.endswith("[]"):
        found.setdefault(name, []).append(value)
    else:
        found[name] = value
