"""Postal addresses in parts, and in one line as the reader's language orders them."""

from collections.abc import Mapping
from typing import Final

from crm.kernel import codes
from crm.kernel.i18n import locale, speaking
from crm.kernel.search_text import fold

PARTS: Final = ("street", "city", "region", "postal_code", "country")
"""``country`` is an ISO 3166-1 code where it is known, else the word that was typed."""


def one_line(parts: Mapping[str, str], *, language: str | None = None) -> str:
    """The address in one line: "Lesnaya 12, Moscow, 125047, Russia"; «125047, Россия, Москва, Лесная, 12».

    A region that is called as its city is left out.
    """
    spoken = language or locale()
    street, city, region, postal_code, country = (parts.get(name, "") for name in PARTS)
    region = "" if region and fold(region) == fold(city) else region
    if country:
        with speaking(spoken):
            country = codes.country_name(country)
    if spoken == "ru":
        return ", ".join(filter(None, (postal_code, country, region, city, street)))
    area = " ".join(filter(None, (region, postal_code)))
    return ", ".join(filter(None, (street, city, area, country)))


def in_parts(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts that are filled, the country by its code where it is known."""
    filled = {name: parts[name] for name in PARTS if parts.get(name)}
    if "country" in filled:
        filled["country"] = codes.country_of(filled["country"]) or filled["country"]
    return filled
