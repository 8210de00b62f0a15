"""The ways to reach somebody that a card tells."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from crm.contacts.models.contact import CommKind
from crm.contacts.models.vcards import UNKNOWN_SCHEME, types_of
from crm.contacts.presenters.reach import LABELS, label_of
from crm.kernel.handles import SERVICES
from crm.kernel.search_text import fold
from crm.kernel.vcards.properties import Property

KINDS: Final[dict[str, CommKind]] = {
    "EMAIL": "email", "TEL": "phone", "URL": "site", "ADR": "address", "LABEL": "address",
    "IMPP": "messenger", "X-SOCIALPROFILE": "social", "SOCIALPROFILE": "social",
}  # fmt: skip
BY_NAME: Final = {
    "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype", "X-TELEGRAM": "telegram", "X-WHATSAPP": "whatsapp",
    "X-VIBER": "viber", "X-SIGNAL": "signal", "X-ICQ": "ICQ", "X-JABBER": "Jabber", "X-AIM": "AIM",
    "X-MSN": "MSN", "X-YAHOO": "Yahoo", "X-GOOGLE-TALK": "Google Talk", "X-QQ": "QQ",
}  # fmt: skip
"""Messengers that have a property of their own."""
PARTS: Final = ("box", "more", "street", "city", "region", "postal_code", "country")
SILENT: Final = frozenset({
    "pref", "voice", "internet", "x400", "text", "msg", "video", "dom", "intl", "parcel", "other",
})  # fmt: skip
"""Types that say nothing of what a number or an address is for."""
_OF_APPLE: Final = re.compile(r"_\$!<(.*)>!\$_")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):(?!//)(.*)", re.IGNORECASE | re.DOTALL)


def comm(one: Property, words: Mapping[str, str]) -> dict[str, Any]:
    """What the property says, in the words of ``CommShape``; ``words`` are labels of groups."""
    kind = KINDS.get(one.name, "messenger")
    label = labelled(words[one.group]) if words.get(one.group) else _by_types(one, kind)
    told = {"kind": kind, "label": label[:60], "primary": one.is_preferred}
    if kind == "address":
        return {**told, **_address(one)}
    if kind in ("messenger", "social"):
        service, value = _at_service(one)
        known = words.get(one.group) and service not in SERVICES
        return {**told, "value": value, "label": (label if known or not service else service)[:60]}
    return {**told, "value": _plain(one)}


def labelled(words: str) -> str:
    """The category that these words stand for, in Apple's or either of our languages, else the words."""
    plain = bare(words)
    if fold(plain) == "homepage":
        return ""
    return fold(plain) if fold(plain) in (*LABELS, *SERVICES) else label_of(plain)


def bare(words: str) -> str:
    """The words of a label without the signs that Apple puts around its own."""
    apples = _OF_APPLE.fullmatch(words.strip())
    return (apples[1] if apples else words).strip()


def _by_types(one: Property, kind: CommKind) -> str:
    """What the TYPE parameters say: the closer word wins, "fax" over "work"."""
    ours = {theirs: key for key, theirs in types_of(kind).items()}
    for theirs in reversed(ours):
        if theirs in one.types:
            return ours[theirs]
    others = [word for word in one.params.get("TYPE", ()) if word.lower() not in SILENT]
    return labelled(others[0].removeprefix("X-")) if others else ""


def _plain(one: Property) -> str:
    """A number, an address or a site, without the scheme that says what it is anyway."""
    scheme = {"TEL": "tel:", "EMAIL": "mailto:"}.get(one.name, "")
    text = one.text.strip()
    if scheme and text.lower().startswith(scheme):
        return unquote(text[len(scheme) :])
    return text


def _address(one: Property) -> dict[str, Any]:
    if one.name == "LABEL":
        return {"value": " ".join(one.text.split())}
    told = dict(zip(PARTS, (", ".join(filter(None, items)) for items in one.lists), strict=False))
    street = ", ".join(filter(None, (told.get("street"), told.get("more"), told.get("box"))))
    return {"parts": {"street": street, **{name: told.get(name, "") for name in PARTS[3:]}}}


def _at_service(one: Property) -> tuple[str, str]:
    """Which service, empty if nobody says so, and the name there."""
    text = one.text.strip()
    service = BY_NAME.get(one.name) or one.param("X-SERVICE-TYPE") or one.param("SERVICE-TYPE")
    scheme = _SCHEME.fullmatch(text)
    if scheme and one.name not in BY_NAME and one.param("VALUE").lower() != "text":
        text = unquote(scheme[2])
        known = scheme[1].lower()
        service = service or ("" if known == UNKNOWN_SCHEME else known)
    if not service and one.name != "IMPP":
        types = [word for word in one.params.get("TYPE", ()) if word.lower() not in {*SILENT, "work", "home"}]
        service = types[0] if types else ""
    return (service.lower() if service.lower() in SERVICES else service), text
