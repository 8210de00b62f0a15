"""vCards as rows: a card is a row, what it may tell stands in columns that are always the same.

Ways to reach somebody follow in numbered columns, as many as a card has at most, each beside its category.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any, Final
from urllib.parse import unquote

from crm.imports.reading.child.encodings import encoding_of
from crm.imports.reading.child.limits import SAMPLE_ROWS, Trouble
from crm.imports.reading.child.sources import Source
from crm.imports.reading.child.tables import shaped
from crm.imports.reading.child.tabular import Table, study
from crm.imports.reading.child.telling import Fault, Found
from crm.imports.reading.child.texts import PYTHON_NAMES
from crm.kernel.vcards.properties import Card, Property
from crm.kernel.vcards.reading import read_cards

_BEGIN: Final = re.compile(rb"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END: Final = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_PIECE: Final = 256 * 1024
_LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a card, its photo counted."""
_MOST_TOLD: Final = 20_000
_UNTOLD: Final = frozenset(
    "VERSION PRODID REV UID PROFILE KIND CALSCALE CLIENTPIDMAP SORT-STRING MAILER PHOTO LOGO SOUND KEY LABEL "
    "X-ABSHOWAS X-ABUID X-ABADR X-ABLABEL X-ABORDER X-IMAGEHASH X-IMAGETYPE AGENT X-ARTEL-SOURCE "
    "X-ARTEL-EXTERNAL-ID X-ARTEL-CURRENCY X-ARTEL-TYPE X-ARTEL-LANG LANG N FN NICKNAME ORG TITLE ROLE BDAY "
    "TEL EMAIL URL ADR CATEGORIES NOTE IMPP X-SOCIALPROFILE SOCIALPROFILE".split()
)
_SERVICES: Final = {
    "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype", "X-TELEGRAM": "telegram", "X-WHATSAPP": "whatsapp",
    "X-VIBER": "viber", "X-ICQ": "icq", "X-JABBER": "jabber",
}  # fmt: skip
_SILENT: Final = frozenset({
    "pref", "voice", "internet", "x400", "text", "msg", "video", "dom", "intl", "parcel", "postal", "other",
})  # fmt: skip
"""Types that say nothing of what a number or an address is for."""
_SCHEME: Final = re.compile(r"^(?:tel|mailto):", re.IGNORECASE)
_OF_APPLE: Final = re.compile(r"_\$!<(.*)>!\$_")
MOST_WAYS: Final = 20
"""So many of a kind are told of a card."""
ADDRESS: Final = "address"
PARTS: Final = ("street", "city", "region", "postal_code", "country")
_ADDRESS: Final = ("box", "more", "street", "city", "region", "postal_code", "country")


def opened(source: Source, wanted: Mapping[str, Any]) -> Table:
    """The file; it is read twice, since any card may tell one more phone. Its encoding counts where a card
    does not tell its own.
    """
    encoding = wanted.get("encoding") or encoding_of(source).name
    most = dict.fromkeys(WAYS, 0)
    for card in _cards(source.open(), encoding):
        for code, names in WAYS.items():
            most[code] = max(most[code], min(MOST_WAYS, len(card.all(*names))))
    columns = [*COLUMNS, *_numbered(most)]
    sample = [row.cells for row in islice(_rows(source.open(), encoding, most), SAMPLE_ROWS)]
    if not sample:
        raise Trouble("nothing")
    shape = {"kind": "vcf", "encoding": encoding, "delimiter": "", "quote": "", "header": True}
    doubts: list[Any] = []
    study(shape, sample, {"dates": "ymd", **wanted}, doubts)
    found = shaped(_rows(source.open(), encoding, most), columns=len(columns), encoding=encoding)
    return Table(shape, columns, sample, found, doubts)


def _rows(file: IO[bytes], encoding: str, most: Mapping[str, int]) -> Iterator[Found]:
    for number, card in enumerate(_cards(file, encoding), start=1):
        cells = [tell(card).strip() for tell in COLUMNS.values()]
        cells += _ways(card, most)
        if any(cells):
            yield Found(number, cells, None if card.is_whole and not card.is_cut else Fault("card", {}))


def _cards(file: IO[bytes], encoding: str) -> Iterator[Card]:
    for piece in _pieces(file, encoding):
        yield from read_cards(piece, otherwise=PYTHON_NAMES[encoding]).cards


def _numbered(most: Mapping[str, int]) -> Iterator[str]:
    """The columns of ways to reach somebody, each beside its category."""
    for code, number in most.items():
        for at in range(1, number + 1):
            yield from (f"{code}.{at}.{part}" for part in PARTS) if code == ADDRESS else (f"{code}.{at}",)
            yield f"{code}.{at}.label"


def _ways(card: Card, most: Mapping[str, int]) -> Iterator[str]:
    """The ways that a card tells, the preferred one of each kind first."""
    words = {one.group: one.text for one in card.all("X-ABLABEL") if one.group}
    for code, number in most.items():
        found = sorted(card.all(*WAYS[code]), key=lambda one: not one.is_preferred)[:number]
        for one in found:
            yield from _way(code, one, bare_label(words.get(one.group, "")))
        wide = len(PARTS) + 1 if code == ADDRESS else 2
        yield from [""] * (wide * (number - len(found)))


def _way(code: str, one: Property, label: str) -> Iterator[str]:
    if code == ADDRESS:
        told = dict(zip(_ADDRESS, (part.strip() for part in one.parts), strict=False))
        street = ", ".join(filter(None, (told.get("street"), told.get("more"), told.get("box"))))
        yield from (street, *(told.get(part, "") for part in PARTS[1:]), label or _use(one))
    elif code in ("messenger", "social"):
        service, name = _at_service(one)
        yield from (name, service or label)
    else:
        yield from (_bare(one.text), label or _use(one))


def _pieces(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    """The file in pieces of whole cards, as far as cards are whole."""
    if encoding.startswith("utf-16"):
        file = _Narrow(file, encoding)  # type: ignore[assignment] # reads as a file does
    parts: list[bytes] = []
    size = depth = 0
    while line := file.readline(_PIECE):
        parts.append(line)
        size += len(line)
        depth += bool(_BEGIN.fullmatch(line))
        if _END.fullmatch(line):
            depth = max(0, depth - 1)
        if (size > _PIECE and not depth) or size > _LARGEST:
            yield b"".join(parts)
            parts, size, depth = [], 0, 0
    yield b"".join(parts)


class _Narrow:
    """UTF-16 as lines of UTF-8."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding, "replace", newline="")

    def readline(self, most: int) -> bytes:
        return self._text.readline(most).removeprefix("\ufeff").encode("utf-8", "replace")


def _part_of_name(at: int) -> Callable[[Card], str]:
    def tell(card: Card) -> str:
        one = card.first("N")
        parts = one.parts if one else []
        return parts[at] if at < len(parts) else ""

    return tell


def _text(*names: str) -> Callable[[Card], str]:
    return lambda card: one.text if (one := card.first(*names)) else ""


def _texts(name: str) -> Callable[[Card], str]:
    return lambda card: "\n".join(one.text.strip() for one in card.all(name))


def _full_name(card: Card) -> str:
    """The name as the card shows it; a company's that the card tells as one is told there."""
    one = card.first("FN")
    full = one.text.strip() if one else ""
    is_company = card.first("N") is None and full.casefold() == _company(card).strip().casefold()
    return "" if is_company else full


def _company(card: Card) -> str:
    one = card.first("ORG")
    return one.parts[0] if one else ""


def _department(card: Card) -> str:
    one = card.first("ORG")
    return ", ".join(filter(None, one.parts[1:])) if one else ""


def _birthday(card: Card) -> str:
    """A day of ISO 8601, "--12-31" without a year; what can't be read so as it stands."""
    one = card.first("BDAY")
    if one is None:
        return ""
    found = re.match(r"(\d{4}|-)-?(\d\d)-?(\d\d)", one.text)
    if found is None:
        return one.text
    year, month, day = found.groups()
    return f"{'-' if one.param('X-APPLE-OMIT-YEAR') else year}-{month}-{day}"


def _use(one: Property) -> str:
    """What the TYPE parameters say that it is for: the closer word wins, "fax" over "work"."""
    types = one.types
    if one.name == "TEL" and types & {"fax", "cell", "mobile", "iphone"}:
        return "fax" if "fax" in types else "mobile"
    if use := next((use for use in ("work", "home") if use in types), ""):
        return use
    others = [word for word in one.params.get("TYPE", ()) if word.lower() not in _SILENT]
    return others[0].removeprefix("X-") if others else ""


def bare_label(words: str) -> str:
    """The words of a label without the signs that Apple puts around its own."""
    apples = _OF_APPLE.fullmatch(words.strip())
    return (apples[1] if apples else words).strip()


def _bare(text: str) -> str:
    """The text without a scheme before it; of "tel:…;ext=12" the extension as people write it."""
    bare = _SCHEME.sub("", text.strip())
    if ";" not in bare or bare == text.strip():
        return bare
    number, *params = bare.split(";")
    extension = next((one[4:] for one in params if one.lower().startswith("ext=")), "")
    return f"{number} ext. {extension}" if extension else number


def _at_service(one: Property) -> tuple[str, str]:
    """Which service, empty if nobody says so, and the name or address there."""
    text = one.text.strip()
    service = _SERVICES.get(one.name) or one.param("X-SERVICE-TYPE") or one.param("SERVICE-TYPE")
    if not service and one.name != "IMPP":
        types = (
            word for word in one.params.get("TYPE", ()) if word.lower() not in {*_SILENT, "work", "home"}
        )
        service = next(types, "")
    if "://" in text:
        return service.lower(), text
    scheme, colon, name = text.partition(":")
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) and one.name not in _SERVICES:
        service = service or ("" if scheme.lower() == "x-apple" else scheme)
        text = unquote(name)
    return service.lower(), text


def _categories(card: Card) -> str:
    listed = [item for one in card.all("CATEGORIES") for item in one.items]
    return "\n".join(dict.fromkeys(one for one in listed if one.lower() not in ("mycontacts", "starred")))


def _others(card: Card) -> str:
    others = [one for one in card.properties if one.name not in _UNTOLD and one.name not in _SERVICES]
    told = [f"{one.name}: {one.text}" for one in others if one.value.strip("; ") and not one.is_binary]
    return "\n".join([*told, *card.unread])[:_MOST_TOLD]


WAYS: Final[dict[str, tuple[str, ...]]] = {
    "email": ("EMAIL",), "phone": ("TEL",), "site": ("URL",), "messenger": ("IMPP", *_SERVICES),
    "social": ("X-SOCIALPROFILE", "SOCIALPROFILE"), "address": ("ADR",),
}  # fmt: skip
"""By the codes of the columns of a table: the properties that tell them."""
COLUMNS: Final[dict[str, Callable[[Card], str]]] = {
    "last_name": _part_of_name(0),
    "first_name": _part_of_name(1),
    "middle_name": _part_of_name(2),
    "prefix": _part_of_name(3),
    "suffix": _part_of_name(4),
    "full_name": _full_name,
    "nickname": _texts("NICKNAME"),
    "company": _company,
    "department": _department,
    "job_title": _text("TITLE", "ROLE"),
    "birthday": _birthday,
    "tags": _categories,
    "note": _texts("NOTE"),
    "type": _text("X-ARTEL-TYPE"),
    "source": _text("X-ARTEL-SOURCE"),
    "language": _text("LANG", "X-ARTEL-LANG"),
    "currency": _text("X-ARTEL-CURRENCY"),
    "external_id": _text("X-ARTEL-EXTERNAL-ID"),
    "kind": lambda card: one.text if (one := card.first("KIND", "X-ABSHOWAS")) else "",
    "uid": _text("UID"),
    "others": _others,
}
"""By the codes of ``reading.cards``: what a card says there."""
