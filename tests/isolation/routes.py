"""From doors to addresses."""

import re
from typing import Final

from crm.web.product import Door

ARGUMENT: Final = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
FIRST: Final = 1


def path_of(door: Door, **values: object) -> str:
    """The door's path with these values in it; other arguments become 1, or a text that means nothing."""

    def filled(match: re.Match[str]) -> str:
        kind, name = match.groups()
        return str(values.get(name, FIRST if kind == "int" else "nothing"))

    return ARGUMENT.sub(filled, door.rule)


def arguments_of(door: Door) -> list[str]:
    """The names of what the door's path asks for, in their order."""
    return [name for _kind, name in ARGUMENT.findall(door.rule)]


def name_of(door: Door) -> str:
    """How the matrix names a door: ``GET /contacts/<contact_id>``; of the apex ``GET apex:/find``."""
    rule = ARGUMENT.sub(r"<\2>", door.rule)
    return f"{door.method} {'apex:' if door.plane == 'apex' else ''}{rule}"
