"""The mails that the development sink kept, read from its folder. Not for production."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

MOST: Final = 1_000
_NAME = re.compile(r"\d{1,30}-[0-9a-f]{1,16}")
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail. ``name`` is its file's, without the ending; ``mail`` is what the sink wrote."""

    name: str
    mail: dict[str, Any]

    @property
    def received_at(self) -> datetime:
        """When the sink took it, in UTC."""
        return datetime.fromisoformat(self.mail["received_at"])

    @property
    def links(self) -> list[str]:
        """The addresses in its text, each once."""
        return list(dict.fromkeys(_LINK.findall(self.mail["text"] or "")))


class Inbox:
    """A sink's folder; none yet is an empty one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self, *, most: int = MOST, to: str = "") -> list[Kept]:
        """The newest mails first, at most ``most`` of them; ``to`` narrows them to one recipient."""
        wanted = to.strip().casefold()
        found: list[Kept] = []
        for kept in self._all():
            if not wanted or wanted in kept.mail["to"].casefold().split(", "):
                found.append(kept)
            if len(found) == most:
                break
        return found

    def one(self, name: str) -> Kept | None:
        """The mail of this name, or None."""
        if not _NAME.fullmatch(name):
            return None
        return _read(self._folder / f"{name}.json")

    def _all(self) -> Iterator[Kept]:
        for path in sorted(self._folder.glob("[0-9]*.json"), reverse=True):
            kept = _read(path)
            if kept is not None:
                yield kept


def _read(path: Path) -> Kept | None:
    try:
        return Kept(path.stem, json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:  # removed since the folder was listed
        return None
