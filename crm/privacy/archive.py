"""The archive: a ZIP with JSON for programs, one page for people, and the files themselves.

It is written to disk as it is read, some hundred things at a time: memory does not grow with what is held.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from flask import current_app

from crm.files.names import harmless
from crm.files.store import BytesMissing, store
from crm.kernel import clock, moments
from crm.kernel.access import Actor
from crm.kernel.context import tenant
from crm.kernel.i18n import _, locale
from crm.kernel.subjects import Holding, Item, Subject, subjects

FORMAT: Final = "artel-subject-export/1"
PAGE: Final = "index.html"
SPOOLED: Final = 1024 * 1024
STYLE: Final = """\
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2129; }
body { font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #d7dae0; font-size: 1.25rem; }
dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: 0.2rem 1rem; }
dl { margin: 0; padding: 1rem 0; }
dl + dl { border-top: 1px solid #eef0f3; }
dt { color: #5a6270; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
"""
Checkpoint = Callable[[int], None]


class Archive:
    """One archive while it is made; ``checkpoint(done)`` is called after each part of the work."""

    def __init__(self, subject: Subject, *, title: str, by: Actor, checkpoint: Checkpoint) -> None:
        self.subject, self.title, self.by = subject, title, by
        self._checkpoint = checkpoint
        self._done = 0
        self._parts: list[dict[str, Any]] = []
        self._missing: list[str] = []

    @contextmanager
    def made(self) -> Iterator[IO[bytes]]:
        """The finished archive as a file that is gone afterwards."""
        with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as told:
            with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                self._write(archive, told)
            yield content

    def _write(self, archive: zipfile.ZipFile, told: IO[bytes]) -> None:
        told.write(self._render("head.html", title=self.title, made=moments.exact(clock.now())))
        for holding in subjects.holdings(self.subject.kind):
            self._part(archive, told, holding)
        told.write(self._render("foot.html", missing=self._missing))
        told.seek(0)
        with archive.open(PAGE, "w", force_zip64=True) as page:
            while chunk := told.read(SPOOLED):
                page.write(chunk)
        archive.writestr("style.css", STYLE)
        archive.writestr("manifest.json", json.dumps(self._manifest(), ensure_ascii=False, indent=1))

    def _part(self, archive: zipfile.ZipFile, told: IO[bytes], holding: Holding) -> None:
        """All that one holding has: its JSON and its chapter side by side, then its files."""
        name, number, files = f"data/{holding.key}.json", 0, list[tuple[str, str]]()
        told.write(self._render("chapter.html", title=str(holding.title)))
        with archive.open(name, "w", force_zip64=True) as data:
            data.write(b"[")
            for items in self._pages(holding):
                told.write(self._render("items.html", items=items, place=_place))
                for item in items:
                    data.write(b",\n" if number else b"\n")
                    data.write(_json(item))
                    number += 1
                    if item.key:
                        files.append((item.key, _place(item)))
            data.write(b"\n]\n")
        if not number:
            told.write(self._render("none.html"))
        self._parts.append({"key": holding.key, "title": str(holding.title), "file": name, "count": number})
        for key, place in files:
            self._file(archive, key, place)

    def _pages(self, holding: Holding) -> Iterator[Any]:
        after = 0
        while items := holding.items(self.subject, after, self.by):
            after = items[-1].id
            yield items
            self._done += len(items)
            self._checkpoint(self._done)

    def _file(self, archive: zipfile.ZipFile, key: str, place: str) -> None:
        """A file as it is; one whose bytes are missing is told of."""
        try:
            chunks = store().read(key)
        except BytesMissing:
            self._missing.append(place)
            return
        info = zipfile.ZipInfo(place, clock.now().timetuple()[:6])
        with archive.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)
        self._checkpoint(self._done)

    def _manifest(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "workspace": tenant().address,
            "made_at": clock.now().isoformat(),
            "language": locale(),
            "subject": {"kind": self.subject.kind, "id": self.subject.id, "name": self.title},
            "merged_ids": list(self.subject.ids[1:]),
            "parts": self._parts,
            "missing_files": self._missing,
        }

    def _render(self, template: str, **values: Any) -> bytes:
        return current_app.jinja_env.get_template(f"privacy/archive/{template}").render(**values).encode()


def name_of(contact_id: int) -> str:
    """What the archive is called: it names nobody, since it lies about in folders of downloads."""
    # Translators: the name of a downloaded file; no spaces
    return _("personal-data-%(id)s.zip", id=contact_id)


def _place(item: Item) -> str:
    return f"files/{item.id}-{harmless(item.name)}"


def _json(item: Item) -> bytes:
    data = {**item.data, **({"file": _place(item)} if item.key else {})}
    return json.dumps(data, ensure_ascii=False).encode()
