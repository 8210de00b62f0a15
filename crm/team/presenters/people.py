"""How people, roles, devices and instants are told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_day_names, get_timezone_location
from babel.numbers import get_currency_name

from crm.kernel.access import MAYS, Actor
from crm.kernel.clock import now
from crm.kernel.i18n import _, locale
from crm.kernel.names import initials
from crm.mail.models import MailState
from crm.team.access import known_scopes
from crm.team.models import Invitation, Role, User
from crm.team.presenters.roles import role_name

LANGUAGES: Final = (("en", "English"), ("ru", "Русский"))
CURRENCIES: Final = tuple(
    "RUB USD EUR GBP KZT BYN UZS KGS AMD GEL AZN TJS MDL UAH TRY RSD PLN CZK HUF BGN RON CHF SEK NOK DKK "
    "ISK CNY JPY KRW INR AED SAR ILS EGP CAD AUD NZD MXN BRL ARS CLP COP PEN ZAR SGD HKD THB VND IDR MYR"
    " PHP".split()
)
_BROWSERS: Final = (
    ("Edg/", "Edge"), ("YaBrowser/", "Yandex Browser"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_name(agent: str) -> str:
    """A device as a person would call it, from the browser's User-Agent: "Firefox, Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or _("Unknown device")


@dataclass(frozen=True, slots=True)
class Person:
    """A user in a list: who it is, what they are, and whether they still come in."""

    id: int
    name: str
    email: str
    initials: str
    photo: str
    roles: str
    groups: str
    deactivated_at: datetime | None


def person(user: User) -> Person:
    """A user whose roles and groups are loaded."""
    return Person(
        id=user.id, name=user.name, email=user.email, initials=initials(user.name),
        photo=user.photo_url,
        roles=", ".join(role_name(role) for role in user.roles),
        groups=", ".join(group.name for group in user.groups if group.deleted_at is None),
        deactivated_at=user.deactivated_at,
    )  # fmt: skip


def choices(users: Iterable[User]) -> list[tuple[int, str, str, str, str]]:
    """Users for a picker: id, name, e-mail, initials, photo."""
    return [(user.id, user.name, user.email, initials(user.name), user.photo_url) for user in users]


def scopes(actor: Actor) -> list[tuple[str, str, str]]:
    """What this person's token can be allowed: scope, its name, and what it covers in the reader's words."""
    told = [("*", _("Everything I may do"), "")]
    for scope in known_scopes()[1:]:
        entity, _colon, right = scope.partition(":")
        covered = [
            str(may.label)
            for may in MAYS.values()
            if may.entity == entity and (right == "write" or not may.unsafe) and actor.may(may)
        ]
        if covered:
            told.append((scope, scope, ", ".join(covered)))
    return told


def zones(chosen: str = "") -> list[tuple[str, str]]:
    """The time zones with what the reader calls them, from west to east: ("Europe/Moscow", "UTC+3 Moscow").

    ``chosen`` is in the list even where another name of the same city stands for it.
    """
    known = list(_zones(locale(), now().date().toordinal()))
    missing = isinstance(chosen, str) and chosen and all(name != chosen for name, _words in known)
    return [*known, (chosen, chosen.replace("_", " "))] if missing else known


def currencies() -> list[tuple[str, str]]:
    """The currencies that a workspace can count in, in the reader's language."""
    return [(code, f"{code} · {get_currency_name(code, locale=locale())}") for code in CURRENCIES]


def weekdays() -> list[tuple[int, str]]:
    """The days of the week by their ISO number, in the reader's language."""
    names: Any = get_day_names("wide", context="stand-alone", locale=locale())
    return [(number + 1, names[number].capitalize()) for number in range(7)]


@lru_cache(maxsize=4)
def _zones(language: str, _today: int) -> tuple[tuple[str, str], ...]:
    """Offsets change twice a year, so a day's list is kept for that day."""
    at, known = now(), {(0, ""): "UTC"}
    for name in sorted(available_timezones()):
        if name.startswith(_CONTINENTS):
            minutes = round((at.astimezone(ZoneInfo(name)).utcoffset() or timedelta()).total_seconds() / 60)
            city = str(get_timezone_location(name, language, return_city=True))
            if (minutes, city) not in known or _is_named_after_itself(name):
                known[minutes, city] = name
    return tuple((known[place], f"{_offset(place[0])} {place[1]}".strip()) for place in sorted(known))


def _is_named_after_itself(zone: str) -> bool:
    """False for a link to another city's zone, such as Europe/Belfast, which is London's."""
    city = str(get_timezone_location(zone, "en", return_city=True))
    return city.replace(" ", "_") == zone.rpartition("/")[2]


_CONTINENTS: Final = tuple("Africa/ America/ Asia/ Atlantic/ Australia/ Europe/ Indian/ Pacific/".split())


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@dataclass(frozen=True, slots=True)
class Invited:
    """An open invitation: to whom, as what, and what became of its mail."""

    id: int
    email: str
    name: str
    role: str
    made_at: datetime
    expires_at: datetime
    is_expired: bool
    has_bounced: bool
    may_change: bool


def invited(
    rows: list[tuple[Invitation, str | None]], *, may_change: Callable[[Role], bool]
) -> list[Invited]:
    """Open invitations, the state of their newest mails, and whether the reader may change them."""
    return [
        Invited(
            id=invitation.id, email=invitation.email, name=invitation.name, role=role_name(invitation.role),
            made_at=invitation.made_at, expires_at=invitation.expires_at,
            is_expired=invitation.expires_at < now(), has_bounced=mail_state == MailState.FAILED,
            may_change=may_change(invitation.role),
        )
        for invitation, mail_state in rows
    ]  # fmt: skip
