"""vCards as rows: a card is a row, what it may tell stands in columns that are always the same.

Several values of a kind stand in one cell, each on a line of its own. What has no column is told in the last.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any, Final

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
_ADDRESS: Final = ("box", "more", "street", "city", "region", "postal_code", "country")


def opened(source: Source, wanted: Mapping[str, Any]) -> Table:
    """The file. Its encoding counts where a card does not tell its own."""
    encoding = wanted.get("encoding") or encoding_of(source).name
    sample = [row.cells for row in islice(_rows(source.open(), encoding), SAMPLE_ROWS)]
    if not sample:
        raise Trouble("nothing")
    shape = {"kind": "vcf", "encoding": encoding, "delimiter": "", "quote": "", "header": True}
    doubts: list[Any] = []
    study(shape, sample, {"dates": "ymd", **wanted}, doubts)
    found = shaped(_rows(source.open(), encoding), columns=len(COLUMNS), encoding=encoding)
    return Table(shape, list(COLUMNS), sample, found, doubts)


def _rows(file: IO[bytes], encoding: str) -> Iterator[Found]:
    number = 0
    for piece in _pieces(file, encoding):
        for card in read_cards(piece, otherwise=PYTHON_NAMES[encoding]).cards:
            number += 1
            cells = [tell(card).strip() for tell in COLUMNS.values()]
            if any(cells):
                yield Found(number, cells, None if card.is_whole and not card.is_cut else Fault("card", {}))


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


def _company(card: Card) -> str:
    one = card.first("ORG")
    return one.parts[0] if one else ""


def _department(card: Card) -> str:
    one = card.first("ORG")
    return ", ".join(filter(None, one.parts[1:])) if one else ""


def _birthday(card: Card) -> str:
    one = card.first("BDAY")
    if one is None or one.param("X-APPLE-OMIT-YEAR"):
        return ""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", one.text)
    return "-".join(found.groups()) if found else one.text


def _reached(name: str, use: str) -> Callable[[Card], str]:
    """The phones or addresses of mail of this use."""

    def tell(card: Card) -> str:
        found = [_bare(one.text) for one in card.all(name) if _use(one) == use]
        return "\n".join(dict.fromkeys(found))

    return tell


def _use(one: Property) -> str:
    types = one.types
    if one.name == "TEL":
        if types & {"fax", "pager"}:
            return "fax" if "fax" in types else "other"
        if types & {"cell", "mobile", "iphone"}:
            return "mobile"
    return next((use for use in ("work", "home") if use in types), "other")


def _bare(text: str) -> str:
    return re.sub(r"^(?:tel|mailto):", "", text.strip(), flags=re.IGNORECASE)


def _address(part: str) -> Callable[[Card], str]:
    """A part of the first address; its street with whatever stands before."""

    def tell(card: Card) -> str:
        one = card.first("ADR")
        parts = dict(zip(_ADDRESS, one.parts, strict=False)) if one else {}
        if part == "street":
            return ", ".join(filter(None, (parts.get("street"), parts.get("more"), parts.get("box"))))
        return parts.get(part, "")

    return tell


def _other_addresses(card: Card) -> str:
    main = card.first("ADR")
    others = [one for one in card.all("ADR") if one is not main]
    return "\n".join(", ".join(filter(None, reversed(one.parts))) for one in others)


def _messengers(card: Card) -> str:
    """Each as "telegram: name", or as an address where no service is told."""
    told = [f"{_SERVICES[one.name]}: {one.text}" for one in card.all(*_SERVICES)]
    return "\n".join([*told, *(_at_service(one) for one in card.all("IMPP"))])


def _socials(card: Card) -> str:
    return "\n".join(_at_service(one) for one in card.all("X-SOCIALPROFILE", "SOCIALPROFILE"))


def _at_service(one: Property) -> str:
    text = one.text.strip()
    service = one.param("X-SERVICE-TYPE") or one.param("SERVICE-TYPE")
    if "://" in text:
        return text
    scheme, colon, name = text.partition(":")
    if colon and scheme.isascii() and scheme.isalpha():
        service, text = service or scheme, name
    return f"{service.lower()}: {text}" if service else text


def _categories(card: Card) -> str:
    listed = [item for one in card.all("CATEGORIES") for item in one.items]
    return "\n".join(dict.fromkeys(one for one in listed if one.lower() not in ("mycontacts", "starred")))


def _others(card: Card) -> str:
    others = [one for one in card.properties if one.name not in _UNTOLD and one.name not in _SERVICES]
    told = [f"{one.name}: {one.text}" for one in others if one.value.strip("; ") and not one.is_binary]
    return "\n".join([*told, *card.unread])[:_MOST_TOLD]


COLUMNS: Final[dict[str, Callable[[Card], str]]] = {
    "last_name": _part_of_name(0),
    "first_name": _part_of_name(1),
    "middle_name": _part_of_name(2),
    "prefix": _part_of_name(3),
    "suffix": _part_of_name(4),
    "full_name": _text("FN"),
    "nickname": _texts("NICKNAME"),
    "company": _company,
    "department": _department,
    "job_title": _text("TITLE", "ROLE"),
    "birthday": _birthday,
    "phone.mobile": _reached("TEL", "mobile"),
    "phone.work": _reached("TEL", "work"),
    "phone.home": _reached("TEL", "home"),
    "phone.fax": _reached("TEL", "fax"),
    "phone": _reached("TEL", "other"),
    "email.work": _reached("EMAIL", "work"),
    "email.home": _reached("EMAIL", "home"),
    "email": _reached("EMAIL", "other"),
    "url": _texts("URL"),
    "address.street": _address("street"),
    "address.city": _address("city"),
    "address.region": _address("region"),
    "address.postal_code": _address("postal_code"),
    "address.country": _address("country"),
    "address": _other_addresses,
    "messenger": _messengers,
    "social": _socials,
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
