"""How a day begins in words."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from crm.contacts.access import CREATE_CONTACTS
from crm.kernel.access import Actor, May
from crm.kernel.clock import now
from crm.kernel.i18n import LazyText, _, lazy, locale, time_zone
from crm.team.access import MANAGE_USERS, MANAGE_WORKSPACE

MORNING, NOON, EVENING = 5, 12, 18


@dataclass(frozen=True, slots=True)
class Step:
    """A next step in a fresh workspace, for whom ``can`` allows."""

    icon: str
    title: LazyText
    text: LazyText
    endpoint: str
    can: May


STEPS: Final = (
    Step("user-plus", lazy("Add your first contact"), lazy("A person or a company you work with."),
         "contacts.new", CREATE_CONTACTS),
    Step("mail-forward", lazy("Invite a colleague"), lazy("They get a letter with a link."),
         "team.new_invitation", MANAGE_USERS),
    Step("settings", lazy("Look through the settings"), lazy("Currency, zone, who sees a new contact."),
         "team.workspace_settings", MANAGE_WORKSPACE),
)  # fmt: skip


def greeting(actor: Actor) -> str:
    """A greeting by the hour where the person is."""
    hour = now().astimezone(ZoneInfo(time_zone())).hour
    if MORNING <= hour < NOON:
        return _("Good morning, %(name)s", name=actor.name)
    if NOON <= hour < EVENING:
        return _("Good afternoon, %(name)s", name=actor.name)
    return _("Good evening, %(name)s", name=actor.name)


def today() -> str:
    """The day in the reader's words: Sunday, 22 November."""
    here = now().astimezone(ZoneInfo(time_zone()))
    day = str(format_date(here, "EEEE, d MMMM", locale=locale()))
    return day[:1].upper() + day[1:]


def next_steps(actor: Actor) -> list[Step]:
    """What helps next where the person sees no contact yet."""
    return [step for step in STEPS if actor.may(step.can)]
