"""A line, read: what there is to do, when, how often, with whom."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from crm.kernel.forms import clean
from crm.tasks.recurrence import Rule, monthly_on
from crm.tasks.wording import english, russian
from crm.tasks.wording.shapes import LONGEST, Pattern, Reading, Understood

PATTERNS: Final = {
    "en": (*english.PATTERNS, *russian.PATTERNS),
    "ru": (*russian.PATTERNS, *english.PATTERNS),
}
MOST_NAMES: Final = 3
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|`[^`]*`")
_PERSON = re.compile(r"(?<!\S)@([^\W\d_][\w-]*(?: [^\W\d_a-zа-яё][\w-]*)?)")
_NAME = re.compile(r"[^\W\d_a-zа-яё][\w'’-]*(?: [^\W\d_a-zа-яё][\w'’-]*)*")
_CALL = re.compile(
    rf"(?<!\w)(?:{'|'.join((*english.CALLS, *russian.CALLS))}) ((?!the |a |our )[^\W\d_]{{3,}})"
)
_MARKS = re.compile(r"(?<!\S)!+(?!\S)|!{2,}")
_EDGES: Final = " ,;–—-"


def understand(text: str, *, now: datetime, language: str = "en") -> Understood:
    """The parts of one line. ``now`` is the reader's clock, without a zone.

    What stands between quotation marks is left as it is. What is not understood stays in the title: nothing
    that was typed is lost but the words that became a date, a rule, a person or a mark of urgency.
    """
    line = " ".join(str(clean(text)).split())[:LONGEST]
    reading, left = Reading(now), _folded(line)
    for quoted in _QUOTED.finditer(line):
        left = _blank(left, quoted.span(), "\0")
    kept = list(line)
    people = [found for found in _PERSON.finditer(line) if "\0" not in left[slice(*found.span())]]
    for found in people:
        left = _blank(left, found.span(), " ")
        _take_out(kept, found.span())
    for pattern in PATTERNS.get(language, PATTERNS["en"]):
        left = _taken(pattern, reading, left, kept)
    if _MARKS.search(left):
        reading.is_urgent = True
        for marks in _MARKS.finditer(left):
            _take_out(kept, marks.span())
    title = _tidy("".join(kept))
    return replace(_when(reading), title=title, names=_names(title), people=tuple(p[1] for p in people))


def _taken(pattern: Pattern, reading: Reading, left: str, kept: list[str]) -> str:
    """The line without what the pattern took, which is once at most for each kind of word."""
    if pattern.kind in reading.taken or (pattern.kind == "clock" and reading.instant):
        return left
    for match in pattern.words.finditer(left):
        if pattern.take(reading, match):
            reading.taken.add(pattern.kind)
            _take_out(kept, match.span())
            return _blank(left, match.span(), " ")
    return left


def _when(reading: Reading) -> Understood:
    """When it is due: the day and time that were met, else the first of the rule, else the coming time."""
    if reading.instant is not None:
        return Understood("", due_at=reading.instant.replace(second=0, microsecond=0), rule=reading.rule,
                          is_urgent=reading.is_urgent)  # fmt: skip
    rule, day = reading.rule, reading.day
    if reading.month_days:
        rule = monthly_on(reading.month_days[0], rule.interval if rule else 1)
        day = day or _first(rule, reading)
    elif rule is not None and day is None:
        day = _first(rule, reading)
    if rule is not None and rule.freq == "MONTHLY" and day is not None and not reading.month_days:
        rule = monthly_on(day.day, rule.interval)
    if reading.clock is None:
        return Understood("", due_on=day, rule=rule, is_urgent=reading.is_urgent)
    due_at = datetime.combine(day or reading.today, reading.clock)
    if day is None and due_at <= reading.now:
        due_at += timedelta(days=1)
    return Understood("", due_at=due_at, rule=rule, is_urgent=reading.is_urgent)


def _first(rule: Rule, reading: Reading) -> date:
    """The first day of a rule: today, where the time of day is yet to come, else the next one."""
    coming = reading.clock is None or reading.clock > reading.now.time()
    yesterday = reading.today - timedelta(days=1)
    bound = rule.by_day or rule.by_month_day
    if not bound:
        return reading.today if coming else reading.today + timedelta(days=1)
    found = replace(rule, interval=1).after(yesterday if coming else reading.today)
    return found or reading.today


def _names(title: str) -> tuple[str, ...]:
    """Words that may name a contact: capitals within the title, else who stands after "call"."""
    first = len(title.partition(" ")[0])
    capitals = [found[0] for found in _NAME.finditer(title, first)]
    if not capitals:
        capitals = [title[found.start(1) : found.end(1)] for found in _CALL.finditer(title.lower())
                    if len(title.lower()) == len(title)]  # fmt: skip
    return tuple(dict.fromkeys(capitals))[:MOST_NAMES]


def _folded(line: str) -> str:
    """The line in small letters with е for ё, each letter in its old place."""
    small = (letter.lower() for letter in line)
    return "".join(low if len(low) == 1 else letter for low, letter in zip(small, line, strict=True)).replace(
        "ё", "е"
    )


def _blank(text: str, span: tuple[int, int], filler: str) -> str:
    return text[: span[0]] + filler * (span[1] - span[0]) + text[span[1] :]


def _take_out(kept: list[str], span: tuple[int, int]) -> None:
    kept[span[0] : span[1]] = [""] * (span[1] - span[0])


def _tidy(text: str) -> str:
    """The words that are left, without what hung between them."""
    text = re.sub(r"\s+", " ", text).strip(_EDGES)
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    text = text.strip(_EDGES)
    return text[:1].upper() + text[1:] if text[:1].islower() else text
