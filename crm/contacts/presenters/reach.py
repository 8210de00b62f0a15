"""Ways to reach a contact: what is shown, where a click leads, what each is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from crm.contacts.models.contact import Comm
from crm.contacts.queries.records import region
from crm.contacts.queries.rows import Way
from crm.kernel import addresses, handles, phones
from crm.kernel.i18n import LOCALES, LazyText, lazy, locale
from crm.kernel.search_text import fold

LABELS: Final[dict[str, LazyText]] = {
    "work": lazy("work"),
    "mobile": lazy("mobile"),
    "home": lazy("home"),
    "personal": lazy("personal"),
    "fax": lazy("fax"),
    "legal": lazy("legal"),
    "postal": lazy("postal"),
    "delivery": lazy("delivery"),
    "other": lazy("other"),
}
"""The usual categories; the keys of services are categories too, and so are words of one's own."""
ICONS: Final = {
    "email": "mail", "phone": "phone", "site": "world", "messenger": "message-circle", "social": "at",
    "address": "map-pin",
}  # fmt: skip
BRANDS: Final = frozenset(
    {"telegram", "whatsapp", "vk", "instagram", "facebook", "linkedin", "youtube", "x", "tiktok"}
)


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to reach a contact: what is shown and copied, where a click leads, what is wrong with it."""

    id: int
    kind: str
    icon: str
    text: str
    href: str
    second: str
    warning: str = ""


def reaches(comms: Iterable[Comm | Way]) -> list[Reach]:
    """All ways to reach a contact, in their order."""
    return [reach(comm) for comm in comms]


def reach(comm: Comm | Way) -> Reach:
    """One way to reach a contact; only what is known to be harmless becomes a link."""
    warning = phones.complaint(comm.value, region=region()) if not comm.valid else None
    second = label_text(comm.label) if comm.label else ""
    return Reach(comm.id, comm.kind, _icon(comm), written(comm), _href(comm), second, str(warning or ""))


def main(comms: Iterable[Comm | Way], kind: str) -> Reach | None:
    """The first choice among those of a kind."""
    return next((reach(comm) for comm in comms if comm.kind == kind and comm.primary), None)


def written(comm: Comm | Way) -> str:
    """The way to reach as people of the reader's language write it; typed so, it stays the same."""
    if comm.kind == "phone" and comm.valid:
        return phones.shown(comm.value, region=region())
    if comm.kind == "address" and comm.parts:
        return addresses.one_line(comm.parts)
    return comm.value


def label_text(label: str) -> str:
    """A category in the reader's language; one's own stands as it is."""
    service = handles.SERVICES.get(label)
    return service.title if service else str(LABELS.get(label, label))


def label_of(words: str) -> str:
    """The category that is called so in the reader's language, else the words themselves."""
    return _called(locale()).get(fold(words), words)


@lru_cache(maxsize=len(LOCALES))
def _called(_language: str) -> dict[str, str]:
    """What each category is called in the language that is spoken now."""
    return {fold(label_text(key)): key for key in (*LABELS, *handles.SERVICES)}


def _icon(comm: Comm | Way) -> str:
    return f"brand-{comm.label}" if comm.label in BRANDS else ICONS[comm.kind]


def _href(comm: Comm | Way) -> str:
    if comm.kind == "email":
        return f"mailto:{comm.value}"
    if comm.kind == "phone":
        return f"tel:{comm.normalised}" if comm.valid else ""
    if comm.kind in ("messenger", "social"):
        link = handles.understood(comm.value, label=comm.label, region=region()).link
        return link or (comm.value if _is_web(comm.value) else "")
    if comm.kind == "site":
        return comm.value if _is_web(comm.value) else f"https://{comm.value}"
    return ""


def _is_web(value: str) -> bool:
    return value.lower().startswith(("http://", "https://"))
