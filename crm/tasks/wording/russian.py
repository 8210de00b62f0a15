"""Words of time in Russian, as patterns over a line in small letters with е for ё."""

import re
from datetime import timedelta
from typing import Final

from crm.tasks.recurrence import Rule, weekly
from crm.tasks.wording.shapes import Pattern, Reading, at, pattern

NUMBERS: Final = {
    "один": 1, "одну": 1, "два": 2, "две": 2, "пару": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6,
    "семь": 7, "восемь": 8, "девять": 9, "десять": 10, "двенадцать": 12,
}  # fmt: skip
DAYS: Final = {
    "понедельник": 0, "вторник": 1, "сред": 2, "четверг": 3, "пятниц": 4, "суббот": 5, "воскресень": 6,
    "пн": 0, "вт": 1, "ср": 2, "чт": 3, "пт": 4, "сб": 5, "вс": 6,
}  # fmt: skip
MONTHS: Final = (
    "янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
)  # fmt: skip
DAY: Final = (
    r"понедельник(?:а|у|ам)?|вторник(?:а|у|ам)?|сред(?:а|ы|у|е|ам)|четверг(?:а|у|ам)?|пятниц(?:а|ы|у|е|ам)|"
    r"суббот(?:а|ы|у|е|ам)|воскресень(?:е|я|ю|ям)|пн|вт|ср|чт|пт|сб|вс"
)
MANY_DAYS: Final = "понедельникам|вторникам|средам|четвергам|пятницам|субботам|воскресеньям"
MONTH: Final = (
    r"январ[яь]|янв|феврал[яь]|фев|марта?|мар|апрел[яь]|апр|ма[яй]|июн[яь]|июл[яь]|августа?|авг|"
    r"сентябр[яь]|сент?|октябр[яь]|окт|ноябр[яь]|ноя|декабр[яь]|дек"
)
NUMBER: Final = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
UNITS: Final = {"д": "DAILY", "н": "WEEKLY", "м": "MONTHLY", "г": "YEARLY", "л": "YEARLY"}
PARTS: Final = {"утром": 9, "с утра": 9, "днем": 14, "вечером": 18}


def _weekday(text: str) -> int:
    return next(number for stem, number in DAYS.items() if text.startswith(stem))


def _number(text: str) -> int:
    return NUMBERS[text] if text in NUMBERS else int(text)


def _month(text: str) -> int:
    return next(at + 1 for at, stem in enumerate(MONTHS) if re.match(stem, text))


def _relative(reading: Reading, match: "re.Match[str]") -> bool:
    reading.day = reading.in_days({"завтра": 1, "послезавтра": 2}.get(match[0], 0))
    return True


def _ahead(reading: Reading, match: "re.Match[str]") -> bool:
    count, unit = _number(match["n"]) if match["n"] else 1, match["unit"]
    if unit.startswith(("час", "мин")):
        reading.instant = reading.now + timedelta(minutes=count * (60 if unit.startswith("час") else 1))
    elif unit.startswith("мес"):
        reading.day = reading.in_months(count)
    elif unit.startswith(("год", "лет")):
        reading.day = reading.in_months(12 * count)
    else:
        reading.day = reading.in_days(count * (7 if unit.startswith("недел") else 1))
    return True


def _half_hour(reading: Reading, match: "re.Match[str]") -> bool:
    reading.instant = reading.now + timedelta(minutes=90 if "полтора" in match[0] else 30)
    return True


def _on_weekday(reading: Reading, match: "re.Match[str]") -> bool:
    reading.day = reading.weekday(_weekday(match["day"]), next_week=bool(match["next"]))
    return True


def _next_unit(reading: Reading, match: "re.Match[str]") -> bool:
    if "недел" in match[0]:
        reading.day = reading.weekday(0, next_week=True)
    else:
        reading.day = reading.in_months(1 if "месяц" in match[0] else 12)
    return True


def _on_date(reading: Reading, match: "re.Match[str]") -> bool:
    year = int(match["year"]) if match["year"] else None
    reading.day = reading.on(int(match["number"]), _month(match["month"]), year)
    return reading.day is not None


def _on_dotted(reading: Reading, match: "re.Match[str]") -> bool:
    year = int(match["year"]) if match["year"] else None
    year = year + 2000 if year is not None and year < 100 else year
    reading.day = reading.on(int(match["d"]), int(match["m"]), year)
    return reading.day is not None


def _on_number(reading: Reading, match: "re.Match[str]") -> bool:
    reading.day = reading.on(int(match["number"]))
    return reading.day is not None


def _clock(reading: Reading, match: "re.Match[str]") -> bool:
    part = match["part"] or ""
    half = "am" if part in ("утра", "ночи") else "pm" if part else ""
    if half and int(match["hour"]) > 12:
        return False
    reading.clock = at(int(match["hour"]), int(match["minute"] or 0), half=half)
    return reading.clock is not None


def _bare_clock(reading: Reading, match: "re.Match[str]") -> bool:
    reading.clock = at(int(match["hour"]), int(match["minute"]))
    return reading.clock is not None


def _noon(reading: Reading, match: "re.Match[str]") -> bool:
    reading.clock = at(12)
    return True


def _part(reading: Reading, match: "re.Match[str]") -> bool:
    reading.clock = at(PARTS[match[0]])
    return True


def _every_day(reading: Reading, match: "re.Match[str]") -> bool:
    reading.rule = weekly(*map(_weekday, re.findall(DAY, match["days"])))
    return True


def _every(reading: Reading, match: "re.Match[str]") -> bool:
    count = _number(match["n"]) if match["n"] else 1
    if not 1 <= count <= 999:
        return False
    reading.rule = Rule(UNITS[match["unit"][0]], count)
    return True


def _adverb(reading: Reading, match: "re.Match[str]") -> bool:
    stems = {"ежед": "DAILY", "ежен": "WEEKLY", "ежем": "MONTHLY", "ежег": "YEARLY"}
    reading.rule = Rule(stems[match[0][:4]])
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


EVERY: Final = "кажд(?:ый|ую|ое|ые|ого)"
NEXT: Final = "следующ(?:ий|ую|ее|ем|ей)"
UNIT: Final = "дня|дней|день|недел[юиь]|недель|месяц(?:а|ев)?|года?|лет"
PATTERNS: Final[tuple[Pattern, ...]] = (
    pattern("rule", rf"{EVERY} месяц (?P<number>\d{{1,2}})(?:-?го)?(?: числа)?", _each_month_on),
    pattern("rule", r"ежемесячно (?P<number>\d{1,2})(?:-?го)?(?: числа)?", _each_month_on),
    pattern("rule", rf"{EVERY} (?P<number>\d{{1,2}})(?:-?(?:е|го))? (?:число|числа)", _each_month_on),
    pattern("rule", r"по (?:будням|будним дням|рабочим дням)|кажд(?:ый|ого) (?:будний|рабочий) день",
            _workdays),
    pattern("rule", rf"{EVERY} (?P<days>(?:{DAY})(?:(?: и (?:кажд\w+ )?|, ?)(?:{DAY}))*)", _every_day),
    pattern("rule", rf"по (?P<days>(?:{MANY_DAYS}|пн|вт|ср|чт|пт|сб|вс)(?:(?: и |, ?)(?:{DAY}))*)",
            _every_day),
    pattern("rule", rf"{EVERY} (?P<n>{NUMBER})? ?(?P<unit>{UNIT})", _every),
    pattern("rule", rf"раз в (?P<n>{NUMBER})? ?(?P<unit>{UNIT})", _every),
    pattern("rule", r"ежедневно|еженедельно|ежемесячно|ежегодно", _adverb),
    pattern("instant", r"через (?:полчаса|полтора часа)", _half_hour),
    pattern("day", rf"через (?P<n>{NUMBER})? ?(?P<unit>час(?:а|ов)?|минут[ыу]?|мин|{UNIT})", _ahead),
    pattern("day", r"послезавтра|завтра|сегодня", _relative),
    pattern("day", rf"(?:до |к )?(?P<number>\d{{1,2}})(?:-?го)? (?P<month>{MONTH})"
            r"(?: (?P<year>\d{4})(?: г(?:ода|\.)?)?)?", _on_date),
    pattern("day", r"(?:до |к )?(?P<d>\d{1,2})\.(?P<m>0?[1-9]|1[0-2])(?:\.(?P<year>\d{4}|\d\d))?",
            _on_dotted),
    pattern("day", r"(?:до |к )?(?P<number>\d{1,2})(?:-?го|-?е)? (?:числа|число)", _on_number),
    pattern("day", rf"(?:во? |к |до )(?P<next>{NEXT} )?(?P<day>{DAY})", _on_weekday),
    pattern("day", rf"(?:на|в) {NEXT} (?:неделе|недел[юе]|месяце?|году?)", _next_unit),
    pattern("clock", r"(?:в|к) полдень|к полудню", _noon),
    pattern("clock", r"(?:в|к|до) (?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?час(?:а|ов)?| ?ч\.?)?"
            r"(?: (?P<part>утра|дня|вечера|ночи))?", _clock),
    pattern("clock", r"(?P<hour>\d{1,2}):(?P<minute>\d\d)", _bare_clock),
    pattern("clock", r"с утра|утром|днем|вечером", _part),
    pattern("urgent", r"срочно", _urgent),
)  # fmt: skip
CALLS: Final = ("позвонить", "написать", "встретиться с", "спросить", "напомнить", "поздравить", "пригласить",
                "перезвонить", "набрать", "ответить", "поблагодарить")  # fmt: skip
"""After these, who is meant may come in small letters."""
