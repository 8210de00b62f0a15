"""What a card says, in the words of a contact; what has no place of its own is an aside."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from crm.contacts.actions.vcards import reach
from crm.contacts.models.vcards import CURRENCY, EXTERNAL_ID, LANGUAGE, SOURCE, TYPE
from crm.kernel import names
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.vcards.properties import Card, Property

NAMELESS: Final = ("NICKNAME", "EMAIL", "TEL")
"""What stands for the name of a card that tells none."""
TECHNICAL: Final = frozenset({
    "VERSION", "PRODID", "REV", "UID", "PROFILE", "KIND", "CALSCALE", "CLIENTPIDMAP", "SORT-STRING", "MAILER",
    "X-ABSHOWAS", "X-ABUID", "X-ABADR", "X-ABLABEL", "X-ABORDER", "X-MS-OL-DESIGN", "X-IMAGEHASH",
    "X-IMAGETYPE", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "AGENT",
})  # fmt: skip
"""Properties that say nothing about anybody; of an agent's card its lines are told."""
PLACED: Final = frozenset({
    "N", "FN", "CATEGORIES", "ORG", "TITLE", "ROLE", "BDAY", "NOTE", "LANG", "PHOTO",
    LANGUAGE, SOURCE, CURRENCY, EXTERNAL_ID, TYPE,
    *reach.KINDS, *reach.BY_NAME,
})  # fmt: skip
WORDS: Final[dict[str, LazyText]] = {
    "NICKNAME": lazy("Nickname"),
    "ANNIVERSARY": lazy("Anniversary"),
    "X-ANNIVERSARY": lazy("Anniversary"),
    "CATEGORIES": lazy("Tags"),
    "ORG": lazy("Company"),
    "TITLE": lazy("Post"),
    "ROLE": lazy("Post"),
    "BDAY": lazy("Birthday"),
    "PHOTO": lazy("Photo"),
    "FN": lazy("Name"),
    TYPE: lazy("Type"),
}
GROUPS_OF_GOOGLE: Final = frozenset({"mycontacts", "starred"})
"""Groups that Google puts everybody into; they stand for no tag."""
DEPARTMENT: Final = lazy("Department")
PREFIX: Final = lazy("Form of address")
SUFFIX: Final = lazy("After the name")
MORE_LINES: Final = lazy("other lines")
IN_FILE: Final = lazy("kept in the card itself")
_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")


class Aside(NamedTuple):
    """Something that a contact has no place for: what it is called, and what it says."""

    label: str
    text: str


@dataclass(slots=True)
class Wish:
    """A contact as a card wants it, unchecked. ``values`` are in the words of ``ContactShape``.

    ``photo`` is base64 or an address. ``whole``: the card itself is to be kept, since text can't say it all.
    """

    values: dict[str, Any]
    company: str = ""
    role: str = ""
    type_name: str = ""
    photo: str = ""
    asides: list[Aside] = field(default_factory=list)
    whole: bool = False

    def leave(self, label: object, text: str) -> None:
        """Put something aside, if it says anything."""
        if text.strip():
            self.asides.append(Aside(str(label), text.strip()))


def wish(card: Card) -> Wish:
    """What the card says."""
    wanted = Wish({"kind": "person"})
    _name(wanted, card)
    _work(wanted, card)
    _details(wanted, card)
    _reach(wanted, card)
    _tags(wanted, card)
    _photo(wanted, card)
    _others(wanted, card)
    return wanted


def _name(wanted: Wish, card: Card) -> None:
    parts = [*(one.parts if (one := card.first("N")) else ()), *[""] * 5]
    shown, orgs = _text(card, "FN"), _org(card)
    last, first, middle, prefix, suffix = parts[:5]
    if _is_company(card, shown=shown, org="" if first or last else orgs[0]):
        wanted.values |= {"kind": "company", "name": orgs[0] or shown}
        wanted.leave(WORDS["FN"], " ".join(filter(None, parts[:5])))
        if orgs[0] and shown != orgs[0]:
            wanted.leave(WORDS["FN"], shown)
        return
    if not (first or last):
        named = names.parts(shown or next((_text(card, name) for name in NAMELESS if _text(card, name)), ""))
        first, last, middle = named["first_name"], named["last_name"], middle or named["middle_name"]
    elif not {*shown.replace(",", " ").split()} <= {*" ".join(parts).replace(",", " ").split()}:
        wanted.leave(WORDS["FN"], shown)
    wanted.values |= {"last_name": last, "first_name": first, "middle_name": middle}
    wanted.leave(PREFIX, prefix)
    wanted.leave(SUFFIX, suffix)


def _is_company(card: Card, *, shown: str, org: str) -> bool:
    """Whether the card says so, or names nobody but an organisation."""
    kind = card.first("KIND")
    if kind is not None:
        return kind.text.lower() in ("org", "organization")
    if (one := card.first("X-ABSHOWAS")) is not None and one.text.upper() == "COMPANY":
        return True
    return bool(org) and shown in ("", org)


def _org(card: Card) -> list[str]:
    """The company and, after it, its department."""
    found = card.first("ORG")
    company, *units = found.parts if found else [""]
    return [company, ", ".join(filter(None, units))]


def _work(wanted: Wish, card: Card) -> None:
    company, department = _org(card)
    title, role = _text(card, "TITLE"), _text(card, "ROLE")
    if wanted.values["kind"] == "company":
        wanted.leave(WORDS["TITLE"], ", ".join(dict.fromkeys(filter(None, (title, role)))))
    elif company:
        wanted.company, wanted.role = company, role or title
        wanted.values["job_title"] = "" if title == wanted.role else title
    else:
        wanted.values["job_title"] = title or role
        wanted.leave(WORDS["ROLE"], role if title and role != title else "")
    wanted.leave(DEPARTMENT, department)
    for name in ("ORG", "TITLE", "ROLE"):
        used = card.first(name)
        for one in card.all(name):
            if one is not used:
                wanted.leave(WORDS[name], ", ".join(filter(None, one.parts)))


def _details(wanted: Wish, card: Card) -> None:
    language = _text(card, "LANG", LANGUAGE)
    wanted.values |= {
        "language": language.partition("-")[0].partition("_")[0],
        "source": _text(card, SOURCE),
        "currency": _text(card, CURRENCY),
        "external_id": _text(card, EXTERNAL_ID),
        "description": "\n\n".join(one.text.strip() for one in card.all("NOTE")),
    }
    wanted.type_name = _text(card, TYPE)
    if (born := card.first("BDAY")) is not None:
        found = _DAY.fullmatch(born.text.strip())
        if found and not born.param("X-APPLE-OMIT-YEAR") and wanted.values["kind"] == "person":
            wanted.values["born_on"] = "-".join(found.groups())
        else:
            wanted.leave(WORDS["BDAY"], born.text.removeprefix(f"{born.param('X-APPLE-OMIT-YEAR') or '—'}-"))


def _reach(wanted: Wish, card: Card) -> None:
    words = {one.group: one.text for one in card.all("X-ABLABEL") if one.group}
    has_parts = bool(card.all("ADR"))
    wanted.values["comms"] = [
        reach.comm(one, words)
        for one in card.all(*reach.KINDS, *reach.BY_NAME)
        if not (one.name == "LABEL" and has_parts)  # the same address in one line
    ]


def _tags(wanted: Wish, card: Card) -> None:
    """Each once, whatever its case."""
    named = [item for one in card.all("CATEGORIES") for item in one.items]
    told = [" ".join(name.removeprefix("* ").split()) for name in named]
    by_name = {name.lower(): name for name in reversed(told) if name}
    wanted.values["tags"] = [name for key, name in reversed(by_name.items()) if key not in GROUPS_OF_GOOGLE]


def _photo(wanted: Wish, card: Card) -> None:
    """The photo, or a company's logo; of several the first choice."""
    found = card.first("PHOTO") or (card.first("LOGO") if wanted.values["kind"] == "company" else None)
    if found is None:
        return
    data = re.match(r"data:image/[\w.+-]+;base64,", found.value, re.IGNORECASE)
    if data or found.is_binary:
        wanted.photo = "".join(found.value[data.end() if data else 0 :].split())
    else:
        wanted.leave(WORDS["PHOTO"], found.text)
    for one in card.all("PHOTO"):
        if one is not found:
            _aside(wanted, one, {})


def _others(wanted: Wish, card: Card) -> None:
    words = {one.group: one.text for one in card.all("X-ABLABEL") if one.group}
    placed = TECHNICAL | PLACED | ({"LOGO"} if wanted.photo and not card.first("PHOTO") else set())
    for one in card.properties:
        if one.name not in placed and one.value.strip("; \t\n"):
            _aside(wanted, one, words)
    for line in card.unread:
        wanted.leave("", line)
    if card.is_cut:
        wanted.whole = True
        wanted.leave(MORE_LINES, str(IN_FILE))


def _aside(wanted: Wish, one: Property, words: Mapping[str, str]) -> None:
    """A property that has no place, by its name in words or its group's label."""
    label = reach.bare(words.get(one.group, "")) or one.name
    label = str(WORDS.get(label.upper(), label))
    told = ", ".join(_telling_types(one))
    text = ", ".join(filter(None, (", ".join(items) for items in one.lists)))
    if one.is_binary or one.value[:5].lower() == "data:":
        wanted.whole, text = True, str(IN_FILE)
    wanted.leave(f"{label} ({told})" if told else label, text)


def _telling_types(one: Property) -> Iterator[str]:
    for word in one.params.get("TYPE", ()):
        if word.lower() not in reach.SILENT and not one.is_binary:
            yield word


def _text(card: Card, *names: str) -> str:
    found = card.first(*names)
    return " ".join(found.text.split()) if found else ""
