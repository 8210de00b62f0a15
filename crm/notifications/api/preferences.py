"""What one is told of, where and when, in the JSON API (NOT-1)."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, Field

from crm.kernel import forms
from crm.kernel.access import Doors
from crm.kernel.forms import Shape
from crm.kernel.i18n import mark
from crm.notifications import actions
from crm.notifications.api.plane import api
from crm.notifications.choosing import lines, values
from crm.notifications.forms import PreferencesShape
from crm.notifications.kinds import MailMode
from crm.notifications.preferences import Preferences, preferences_of
from crm.notifications.quiet import Quiet
from crm.web import here
from crm.web.api.patches import merged, patch_of


class KindOut(BaseModel):
    """One kind of notices and what holds for it."""

    label: str
    bell: Annotated[bool, Field(description=mark("Whether the bell tells of it."))]
    mail: MailMode


class QuietOut(BaseModel):
    """Hours in which mails wait."""

    begins: str
    ends: str
    days_off: bool


class PreferencesOut(BaseModel):
    """What one chose about notices; times are on the clock of one's time zone."""

    kinds: Annotated[dict[str, KindOut], Field(description=mark("By the key of the kind."))]
    quiet: QuietOut | None
    digest_at: Annotated[
        str, Field(description=mark("When the summary of the day comes."), examples=["09:00"])
    ]
    gathers: Annotated[
        bool, Field(description=mark("Whether many mails of the same shortly after each other become one."))
    ]


PreferencesPatch = patch_of(
    PreferencesShape, name="PreferencesPatch", never_null={"kinds", "digest_at", "gathers"}
)


@api.get("/me/notifications", can=Doors.SIGNED_IN, gives=PreferencesOut)
def get_notifications() -> PreferencesOut:
    """Tell what you are told of.

    By the bell and by mail, and when mails wait.
    """
    return _shown(preferences_of(here.own_settings()))


@api.patch("/me/notifications", can=Doors.SIGNED_IN, takes=PreferencesPatch, gives=PreferencesOut)
def change_notifications(form: Shape, if_match: str | None) -> PreferencesOut:
    """Choose what you are told of.

    What is left out stays; `quiet` null means that mails never wait.
    """
    present = values(preferences_of(here.own_settings()))
    wanted = forms.read(PreferencesShape, merged(present, form))
    actions.choose(wanted, by=here.actor())
    return _shown(wanted.preferences())


def _shown(preferences: Preferences) -> PreferencesOut:
    quiet = preferences.quiet
    return PreferencesOut(
        kinds={
            line.kind.key: KindOut(label=str(line.kind.label), bell=line.bell, mail=MailMode(line.mail))
            for line in lines(preferences)
        },
        quiet=_quiet_shown(quiet) if quiet else None,
        digest_at=_clock(preferences.digest_at),
        gathers=preferences.gathers,
    )


def _quiet_shown(quiet: Quiet) -> QuietOut:
    return QuietOut(begins=_clock(quiet.begins), ends=_clock(quiet.ends), days_off=quiet.days_off)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
