"""``crm i18n``: keeping the catalogs in step with the sentences in code and templates.

``update`` extracts all sentences and merges them into both catalogs, ``compile`` makes what the app reads,
``check`` tells what is missing. English sentences are the msgids, so the English catalog stays empty.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from crm.kernel import docstrings
from crm.settings import ROOT

FOLDER = ROOT / "translations"
LANGUAGES = ("en", "ru")
KEYWORDS = {
    "_": None,
    "lazy": None,
    "mark": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_plural": (1, 2),
}
HEADER = {
    "project": "Artel",
    "version": "1",
    "header_comment": "# Artel's sentences. One term, one translation: see ../../GLOSSARY.md",
    "last_translator": "the Artel team",
    "msgid_bugs_address": "the Artel team",
    "language_team": "the Artel team",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])|%%|%[sd]")


@click.group()
def i18n() -> None:
    """Catalogs: update, compile, check."""


@i18n.command()
def update() -> None:
    """Extract all sentences and merge them into the catalogs; what is no longer used goes."""
    template = extracted()
    for language in LANGUAGES:
        catalog = read(language)
        made_at = catalog.creation_date
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.creation_date = catalog.revision_date = made_at
        _write(catalog, language)
        waiting = sum(1 for message in catalog if message.id and not _filled(message))
        click.echo(f"{language}: {len(catalog)} sentences, {waiting} without a translation")


@i18n.command("compile")
def compile_all() -> None:
    """Write the .mo files that the app reads."""
    for language in LANGUAGES:
        with path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))


@i18n.command()
def check() -> None:
    """Tell what is missing or wrong; status 1 if anything is."""
    found = list(complaints())
    for complaint in found:
        click.echo(complaint)
    if found:
        raise SystemExit(1)


def complaints() -> Iterator[str]:
    """What is wrong with the Russian catalog, as one sentence each; nothing when it is complete."""
    template, catalog = extracted(), read("ru")
    for message in template:
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        if known is None or not _filled(known):
            yield f"ru lacks: {_plain(message)!r}"
        elif known.fuzzy:
            yield f"ru is fuzzy: {_plain(message)!r}"
        else:
            yield from _slots_that_differ(known)


def extracted() -> Catalog:
    """All sentences of code and templates, with the notes for translators."""
    catalog = Catalog(project="Artel", charset="utf-8")
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        KEYWORDS,
        ("Translators:",),
        directory_filter=_ours,
    )
    for name, _line, message, comments, context in found:
        catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    for name, sentence in docstrings.of_api(ROOT):
        catalog.add(sentence, None, [(name, 0)])
    return catalog


def _ours(folder: str) -> bool:
    return Path(folder).name not in {"node_modules", ".venv", "var", "static", "tests", "build"}


def read(language: str) -> Catalog:
    """The catalog of a language as it is committed."""
    if not path(language).exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False, **HEADER)
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def path(language: str) -> Path:
    """Where the catalog of a language lies."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def _write(catalog: Catalog, language: str) -> None:
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=False)


def _filled(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = 3 if isinstance(message.id, tuple | list) else 1
    return len([text for text in texts if text]) >= wanted


def _slots_that_differ(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = {slot for text in ids for slot in PLACEHOLDER.findall(text)}
    for text in strings:
        slots = set(PLACEHOLDER.findall(text or ""))
        if slots - wanted or (wanted - slots) - {("num", "s"), ("num", "d")}:
            yield f"ru has other slots: {_plain(message)!r} → {text!r}"


def _plain(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else str(message.id)
