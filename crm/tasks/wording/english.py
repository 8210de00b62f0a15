"""Words of time in English, as patterns over a line in lower case."""

import re
from datetime import timedelta
from typing import Final

from crm.tasks.recurrence import Rule, weekly
from crm.tasks.wording.shapes import Pattern, Reading, at, pattern

NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "couple of": 2,
}  # fmt: skip
DAYS: Final = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
FULL_DAYS: Final = "mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
MONTHS: Final = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
UNITS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
PARTS: Final = {"morning": 9, "afternoon": 14, "evening": 18}
NUMBER: Final = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
ORDINAL: Final = r"(?:st|nd|rd|th)"
MONTH: Final = "|".join(MONTHS)
DAY: Final = rf"{FULL_DAYS}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
DAYS_LISTED: Final = rf"(?:{DAY})(?:(?:,? and |, ?)(?:{DAY}))*"
TIME: Final = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?"


def number(text: str) -> int:
    """The number that a word or digits stand for."""
    return NUMBERS[text] if text in NUMBERS else int(text)


def month(text: str) -> int:
    """The month, from 1, that begins like the word."""
    return next(at + 1 for at, name in enumerate(MONTHS) if name[:3] == text[:3])


def _weekday(text: str) -> int:
    return DAYS[text.removesuffix("s") if text.endswith("days") else text]


def _ahead(reading: Reading, match: "re.Match[str]") -> bool:
    count, unit = number(match["n"]), match["unit"]
    if unit == "month":
        reading.day = reading.in_months(count)
    elif unit in ("hour", "minute", "min"):
        reading.instant = reading.now + timedelta(minutes=count * (60 if unit == "hour" else 1))
    else:
        reading.day = reading.in_days(count * {"day": 1, "week": 7, "year": 365}[unit])
    return True


def _half_hour(reading: Reading, match: "re.Match[str]") -> bool:
    reading.instant = reading.now + timedelta(minutes=30)
    return True


def _relative(reading: Reading, match: "re.Match[str]") -> bool:
    words = match[0]
    ahead = 2 if words.startswith(("the day", "day")) else 1 if "tomorrow" in words else 0
    reading.day = reading.in_days(ahead)
    if words == "tonight":
        reading.clock = at(19)
    return True


def _on_weekday(reading: Reading, match: "re.Match[str]") -> bool:
    reading.day = reading.weekday(_weekday(match["day"]), next_week=bool(match["next"]))
    return True


def _next_unit(reading: Reading, match: "re.Match[str]") -> bool:
    if match["unit"] == "week":
        reading.day = reading.weekday(0, next_week=True)
    else:
        reading.day = reading.in_months(1 if match["unit"] == "month" else 12)
    return True


def _on_date(reading: Reading, match: "re.Match[str]") -> bool:
    year = int(match["year"]) if match["year"] else None
    reading.day = reading.on(int(match["number"]), month(match["month"]), year)
    return reading.day is not None


def _on_iso(reading: Reading, match: "re.Match[str]") -> bool:
    reading.day = reading.on(int(match["d"]), int(match["m"]), int(match["y"]))
    return reading.day is not None


def _on_number(reading: Reading, match: "re.Match[str]") -> bool:
    reading.day = reading.on(int(match["number"]))
    return reading.day is not None


def _clock(reading: Reading, match: "re.Match[str]") -> bool:
    half = (match["half"] or "").replace(".", "")
    minute = int(match["minute"] or 0)
    if half and int(match["hour"]) > 12:
        return False
    reading.clock = at(int(match["hour"]), minute, half=half)
    return reading.clock is not None


def _part(reading: Reading, match: "re.Match[str]") -> bool:
    part = match["part"]
    if part and match[0] == part and "day" not in reading.taken:
        return False
    reading.clock = at(PARTS[part]) if part else at(12)
    return True


def _every_day(reading: Reading, match: "re.Match[str]") -> bool:
    found = re.findall(DAY, match["days"])
    reading.rule = weekly(*map(_weekday, found), interval=2 if match["other"] else 1)
    return True


def _every(reading: Reading, match: "re.Match[str]") -> bool:
    count = 2 if match["other"] else number(match["n"]) if match["n"] else 1
    if not 1 <= count <= 999:
        return False
    reading.rule = Rule(UNITS[match["unit"]], count)
    return True


def _adverb(reading: Reading, match: "re.Match[str]") -> bool:
    reading.rule = Rule({"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY"}.get(match[0], "YEARLY"))
    return True


def _workdays(reading: Reading, match: "re.Match[str]") -> bool:
    reading.rule = weekly(0, 1, 2, 3, 4)
    return True


def _each_month_on(reading: Reading, match: "re.Match[str]") -> bool:
    reading.month_days = (int(match["number"]),)
    reading.rule = Rule("MONTHLY")
    return 1 <= int(match["number"]) <= 31


def _urgent(reading: Reading, match: "re.Match[str]") -> bool:
    reading.is_urgent = True
    return True


def _short_day(reading: Reading, match: "re.Match[str]") -> bool:
    day = match["day"] or match["day2"]
    reading.day = reading.weekday(_weekday(day), next_week=bool(match["next"] or match["next2"]))
    return True


PATTERNS: Final[tuple[Pattern, ...]] = (
    pattern("rule", r"(?:every|each) (?:month|monthly) on the (?P<number>\d{1,2})(?:st|nd|rd|th)?",
            _each_month_on),
    pattern("rule", r"(?:every|each) (?P<number>\d{1,2})(?:st|nd|rd|th)(?: of (?:the|each|every) month)?",
            _each_month_on),
    pattern("rule", r"(?:every|each) (?:weekday|workday|working day)|on weekdays", _workdays),
    pattern("rule", rf"(?:every|each) (?P<other>other |second )?(?P<days>{DAYS_LISTED})",
            _every_day),
    pattern("rule", rf"on (?P<days>(?:mon|tues|wednes|thurs|fri|satur|sun)days(?:(?:,? and |, ?)(?:{DAY}))*)"
            r"(?P<other>)", _every_day),
    pattern("rule", rf"(?:every|each) (?P<other>other |second )?(?P<n>{NUMBER})? ?"
            r"(?P<unit>day|week|month|year)s?", _every),
    pattern("rule", r"daily|weekly|monthly|yearly|annually", _adverb),
    pattern("instant", r"in half an hour", _half_hour),
    pattern("day", rf"in (?P<n>{NUMBER}) (?P<unit>day|week|month|year|hour|minute|min)s?", _ahead),
    pattern("day", r"(?:the )?day after tomorrow|tomorrow|today|tonight", _relative),
    pattern("day", r"(?:on )?(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", _on_iso),
    pattern("day", rf"(?:on |by )?(?:the )?(?P<number>\d{{1,2}}){ORDINAL}?(?: of)? (?P<month>{MONTH})\.?"
            r"(?:,? (?P<year>\d{4}))?", _on_date),
    pattern("day", rf"(?:on |by )?(?P<month>{MONTH})\.? (?P<number>\d{{1,2}})(?:st|nd|rd|th)?"
            r"(?:,? (?P<year>\d{4}))?(?!:)", _on_date),
    pattern("day", r"(?:on|by) the (?P<number>\d{1,2})(?:st|nd|rd|th)", _on_number),
    pattern("day", rf"(?:on |by )?(?:this )?(?P<next>next )?(?P<day>{FULL_DAYS})", _on_weekday),
    pattern("day", rf"(?:on |by |this )(?P<next>next )?(?P<day>{DAY})|(?P<next2>next) (?P<day2>{DAY})",
            _short_day),
    pattern("day", r"next (?P<unit>week|month|year)", _next_unit),
    pattern("clock", rf"(?:at|@) ?{TIME}", _clock),
    pattern("clock", r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>am|pm|a\.m\.|p\.m\.)", _clock),
    pattern("clock", r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<half>)", _clock),
    pattern("clock", r"(?:at |by )?noon|at midday|(?:in the |this )?(?P<part>morning|afternoon|evening)",
            _part),
    pattern("urgent", r"urgent(?:ly)?|asap", _urgent),
)  # fmt: skip


CALLS: Final = ("call", "ring", "phone", "email", "mail", "write to", "meet", "meet with", "text", "visit",
                "ask", "remind", "invite", "thank", "greet", "congratulate")  # fmt: skip
"""After these, who is meant may come in small letters."""
