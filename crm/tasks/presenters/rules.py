"""Rules of recurrence in words."""

from functools import lru_cache

from babel.dates import get_day_names

from crm.kernel import moments
from crm.kernel.i18n import _, locale, ngettext
from crm.tasks.recurrence import WEEKDAYS, NoRule, Rule, parse


def told(text: str) -> str:
    """The rule in the reader's words; empty for none."""
    try:
        return in_words(parse(text)) if text else ""
    except NoRule:
        return text


def in_words(rule: Rule) -> str:
    """The rule: "every week: Mon, Thu", with its end where it has one."""
    words = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}[rule.freq](rule)
    if rule.until is not None:
        return _("%(rule)s, until %(day)s", rule=words, day=moments.date_of(rule.until))
    if rule.count is not None:
        left = ngettext("%(num)s time yet", "%(num)s times yet", rule.count)
        return _("%(rule)s, %(times)s", rule=words, times=left)
    return words


def _daily(rule: Rule) -> str:
    if rule.interval == 1:
        return _("every day")
    return ngettext("every %(num)s day", "every %(num)s days", rule.interval)


def _weekly(rule: Rule) -> str:
    weekdays = tuple(day for _which, day in rule.by_day)
    if weekdays == WEEKDAYS and rule.interval == 1:
        return _("every weekday")
    every = (
        _("every week")
        if rule.interval == 1
        else ngettext("every %(num)s week", "every %(num)s weeks", rule.interval)
    )
    names = ", ".join(_day_names(locale())[day] for day in weekdays)
    return _("%(every)s: %(days)s", every=every, days=names) if names else every


def _monthly(rule: Rule) -> str:
    every = (
        _("every month")
        if rule.interval == 1
        else ngettext("every %(num)s month", "every %(num)s months", rule.interval)
    )
    days = _month_days(rule) or ", ".join(_ordinal(*one) for one in rule.by_day)
    return _("%(every)s: %(days)s", every=every, days=days) if days else every


def _month_days(rule: Rule) -> str:
    if rule.by_month_day == (-1,):
        return _("the last day")
    if rule.by_set_pos == (-1,) and rule.by_month_day:
        return _("day %(number)s, or the last one", number=max(rule.by_month_day))
    numbers = ", ".join(map(str, rule.by_month_day))
    return _("day %(number)s", number=numbers) if numbers else ""


def _ordinal(which: int | None, weekday: int) -> str:
    day = _day_names(locale())[weekday]
    return day if which is None else _("%(day)s no. %(number)s", day=day, number=which)


def _yearly(rule: Rule) -> str:
    if rule.interval == 1:
        return _("every year")
    return ngettext("every %(num)s year", "every %(num)s years", rule.interval)


@lru_cache(maxsize=4)
def _day_names(language: str) -> tuple[str, ...]:
    names = get_day_names("abbreviated", locale=language)
    return tuple(str(names[number]) for number in range(7))
