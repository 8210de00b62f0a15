"""Messengers and social networks: whose a name, number or address is, and the link that leads there safely.

Only what fits a service's own rules becomes a link, and the link is made by us, never taken as typed.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from crm.kernel import phones

_PHONE = re.compile(r"\+?[\d\s().-]{7,25}")
_NAME: Final = r"[A-Za-z0-9_.]{2,64}"


@dataclass(frozen=True, slots=True)
class Service:
    """One of them. ``by_name`` and ``by_phone`` are patterns of links, empty where there is no such link.

    ``name_rule`` says what a name there looks like; ``path`` takes the name out of an address's path.
    """

    key: str
    title: str
    hosts: tuple[str, ...]
    by_name: str = ""
    by_phone: str = ""
    name_rule: str = _NAME
    path: str = "@?({name})"


MESSENGERS: Final = (
    Service("telegram", "Telegram", ("t.me", "telegram.me"), "https://t.me/{}", "https://t.me/+{}",
            name_rule=r"[A-Za-z][A-Za-z0-9_]{3,31}"),
    Service("whatsapp", "WhatsApp", ("wa.me", "api.whatsapp.com"), by_phone="https://wa.me/{}"),
    Service("max", "MAX", ("max.ru", "web.max.ru"), "https://max.ru/{}"),
    Service("viber", "Viber", (), by_phone="viber://chat?number=%2B{}"),
    Service("signal", "Signal", ("signal.me",), by_phone="https://signal.me/#p/+{}"),
    Service("skype", "Skype", ()),
)  # fmt: skip
NETWORKS: Final = (
    Service("vk", "VK", ("vk.com", "vk.ru", "m.vk.com"), "https://vk.com/{}"),
    Service("ok", "OK", ("ok.ru", "m.ok.ru"), "https://ok.ru/{}"),
    Service("instagram", "Instagram", ("instagram.com",), "https://instagram.com/{}"),
    Service("facebook", "Facebook", ("facebook.com", "fb.com", "m.facebook.com"), "https://facebook.com/{}"),
    Service("linkedin", "LinkedIn", ("linkedin.com",), "https://linkedin.com/in/{}",
            name_rule=r"[\w%-]{2,100}", path="in/({name})"),
    Service("youtube", "YouTube", ("youtube.com", "m.youtube.com"), "https://youtube.com/@{}",
            path="@({name})"),
    Service("x", "X", ("x.com", "twitter.com"), "https://x.com/{}", name_rule=r"[A-Za-z0-9_]{1,15}"),
    Service("tiktok", "TikTok", ("tiktok.com",), "https://tiktok.com/@{}", path="@({name})"),
    Service("dzen", "Дзен", ("dzen.ru", "zen.yandex.ru"), "https://dzen.ru/{}"),
    Service("rutube", "RUTUBE", ("rutube.ru",)),
)  # fmt: skip
SERVICES: Final = {service.key: service for service in (*MESSENGERS, *NETWORKS)}
_BY_HOST: Final = {host: service for service in SERVICES.values() for host in service.hosts}


@dataclass(frozen=True, slots=True)
class Handle:
    """Somebody at a service. ``link`` may be empty; ``compared`` is the same however it was typed."""

    service: Service | None
    link: str
    compared: str


def understood(text: str, *, label: str, region: str) -> Handle:
    """Whom the text means: an address tells its service, a name or number is of the service that labels it.

    ``region`` is the country of a number without its code.
    """
    address = _address(text)
    service = _BY_HOST.get(address[0]) if address else SERVICES.get(label)
    if address:
        return _by_address(service, *address) if service else Handle(None, "", "")
    return _by_word(service, text.strip(), region) if service else Handle(None, "", "")


def _by_address(service: Service, host: str, path: str) -> Handle:
    digits = re.fullmatch(r"(?:send/?\?phone=)?\+?(\d{7,15})", path)
    if digits and service.by_phone:
        return _of_phone(service, digits[1])
    found = re.fullmatch(service.path.format(name=service.name_rule) + r"/?", path)
    if found and service.by_name:
        return _of_name(service, found[1])
    link = f"https://{host}/{quote(path, safe='/@+?=&%')}"
    return Handle(service, link, f"{service.key}:{path.lower()}")


def _by_word(service: Service, word: str, region: str) -> Handle:
    phone = phones.parsed(word, region=region) if service.by_phone and _PHONE.fullmatch(word) else None
    if phone and phone.valid:
        return _of_phone(service, phones.digits(phone.e164))
    name = word.removeprefix("@")
    if service.by_name and re.fullmatch(service.name_rule, name):
        return _of_name(service, name)
    return Handle(service, "", f"{service.key}:{name.lower()}")


def _of_phone(service: Service, digits: str) -> Handle:
    return Handle(service, service.by_phone.format(digits), f"{service.key}:{digits}")


def _of_name(service: Service, name: str) -> Handle:
    return Handle(service, service.by_name.format(quote(name, safe="%")), f"{service.key}:{name.lower()}")


def _address(text: str) -> tuple[str, str] | None:
    """The host and what follows it, if the text is an address of the web, with or without its scheme."""
    scheme, separator, rest = text.strip().partition("://")
    if separator and scheme.lower() not in ("http", "https"):
        return None
    try:
        parts = urlsplit("//" + (rest if separator else scheme))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.username or "." not in host or (not separator and host not in _BY_HOST):
        return None
    return host, parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
