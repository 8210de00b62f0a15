"""How people, roles, devices and instants are told."""

from typing import Final

from crm.kernel.i18n import _
from crm.team.access import Builtin
from crm.team.models import Role

_BROWSERS: Final = (
    ("Edg/", "Edge"), ("YaBrowser/", "Yandex Browser"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def role_name(role: Role) -> str:
    """What the reader calls a role."""
    return str(Builtin(role.builtin).label) if role.builtin else role.name


def device_name(agent: str) -> str:
    """A device as a person would call it, from the browser's User-Agent: "Firefox, Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or _("Unknown device")
