"""Filters in the reader's words: each condition is a sentence with a slot for its value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from babel.numbers import format_decimal

from crm.kernel import moments
from crm.kernel.errors import Invalid
from crm.kernel.i18n import LazyText, _, lazy, locale, mark, ngettext
from crm.views.fields import Field, Fields, Takes, typed
from crm.views.language import AllOf, Condition, Node, conditions

# Translators: sentences of filters; %(field)s is what the field is called ("Type"), {} stands for the value
SENTENCES: Final[dict[str, str]] = {
    "is": mark("%(field)s is {}"),
    "all": mark("%(field)s is all of {}"),
    "not": mark("%(field)s is not {}"),
    "contains": mark("%(field)s contains {}"),
    "lacks": mark("%(field)s does not contain {}"),
    "begins": mark("%(field)s begins with {}"),
    "empty": mark("%(field)s is empty"),
    "filled": mark("%(field)s is filled in"),
    "more": mark("%(field)s is more than {}"),
    "less": mark("%(field)s is less than {}"),
    "between": mark("%(field)s is between {}"),
    "in": mark("%(field)s: {}"),
    "last": mark("%(field)s: {}"),
    "next": mark("%(field)s: {}"),
    "older": mark("%(field)s: {}"),
    "before": mark("%(field)s is before {}"),
    "after": mark("%(field)s is after {}"),
}
QUIET: Final = mark("No activity for {}")
OPERATORS: Final[dict[str, LazyText]] = {
    "is": lazy("is"), "all": lazy("is all of"), "not": lazy("is not"), "contains": lazy("contains"),
    "lacks": lazy("does not contain"), "begins": lazy("begins with"), "empty": lazy("is empty"),
    "filled": lazy("is filled in"), "more": lazy("is more than"), "less": lazy("is less than"),
    "between": lazy("is between"), "in": lazy("is in the period"), "last": lazy("in the last … days"),
    "next": lazy("in the next … days"), "older": lazy("more than … days ago"),
    "before": lazy("is before"), "after": lazy("is after"),
}  # fmt: skip
PERIOD_NAMES: Final[dict[str, LazyText]] = {
    "today": lazy("today"), "yesterday": lazy("yesterday"), "tomorrow": lazy("tomorrow"),
    "week": lazy("this week"), "last_week": lazy("last week"), "month": lazy("this month"),
    "last_month": lazy("last month"), "quarter": lazy("this quarter"), "year": lazy("this year"),
    "last_year": lazy("last year"),
}  # fmt: skip
MOST_SAID: Final = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A condition in words: the sentence around its value, which is empty for those that need none."""

    before: str
    value: str
    after: str

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.before}{self.value}{self.after}"


def said(condition: Condition, fields: Fields) -> Said:
    """The condition as a sentence; one that is broken says what is wrong."""
    try:
        values = typed(condition, fields)
    except Invalid as error:
        return Said(str(error.fields["filter"]), "", "")
    of = fields[condition.field]
    quiet = condition.field == "activity" and condition.op == "older"
    before, _slot, after = _(QUIET if quiet else SENTENCES[condition.op], field=of.label).partition("{}")
    value = _quiet(values) if quiet else VALUES[of.ops[condition.op]](values, of, condition)
    return Said(before, value, after)


def all_said(node: Node, fields: Fields) -> list[Said]:
    """Every condition of a part of a filter as a sentence, from left to right."""
    return [said(condition, fields) for condition in conditions(node)]


def names(tree: AllOf, fields: Fields) -> str:
    """The filter in a line: what a view is called until somebody names it."""
    told = ([one.text for one in all_said(part, fields)] for part in tree.parts)
    return " · ".join(joined(texts) for texts in told)


def joined(texts: Sequence[str]) -> str:
    """Texts of which any will do: "a, b or c"; of many the first ones and how many there are more."""
    shown, more = texts[:MOST_SAID], len(texts) - MOST_SAID
    if more > 0:
        return _("%(some)s and %(number)s more", some=", ".join(shown), number=more)
    if len(shown) < 2:
        return "".join(shown)
    return _("%(some)s or %(last)s", some=", ".join(shown[:-1]), last=shown[-1])


def label_of(value: Any, of: Field) -> str:
    """What the chosen value is called; its number where that is not known any more."""
    return _labels(of, [value]).get(str(value)) or f"№ {value}"


def _labels(of: Field, values: Sequence[Any]) -> Mapping[str, str]:
    if of.labels is not None:
        return of.labels(values)
    return {choice.value: choice.label for choice in of.choices()}


def _quiet(values: tuple[Any, ...]) -> str:
    return ngettext("%(num)s day", "%(num)s days", values[0], num=moments.number(values[0]))


def _number(value: Any) -> str:
    return str(format_decimal(value, locale=locale(), decimal_quantization=False))


def _days(values: tuple[Any, ...], of: Field, condition: Condition) -> str:
    number, days = moments.number(values[0]), values[0]
    if condition.op == "last":
        return ngettext("the last day", "the last %(num)s days", days, num=number)
    if condition.op == "next":
        return ngettext("the next day", "the next %(num)s days", days, num=number)
    return ngettext("more than a day ago", "more than %(num)s days ago", days, num=number)


def _two(texts: Sequence[str]) -> str:
    # Translators: the bounds of a filter: "Discount is between 5 and 10"
    return _("%(low)s and %(high)s", low=texts[0], high=texts[1])


def _chosen(values: tuple[Any, ...], of: Field, condition: Condition) -> str:
    labels = _labels(of, values)
    told = [labels.get(str(value)) or f"№ {value}" for value in values]
    return ", ".join(told) if condition.op == "all" else joined(told)


VALUES: Final[dict[Takes, Callable[[tuple[Any, ...], Field, Condition], str]]] = {
    "nothing": lambda values, of, condition: "",
    "text": lambda values, of, condition: joined(values),
    "texts": lambda values, of, condition: joined(values),
    "number": lambda values, of, condition: _number(values[0]),
    "numbers": lambda values, of, condition: _two([_number(value) for value in values]),
    "date": lambda values, of, condition: moments.date_of(values[0]),
    "dates": lambda values, of, condition: _two([moments.date_of(value) for value in values]),
    "days": _days,
    "period": lambda values, of, condition: str(PERIOD_NAMES[values[0]]),
    "choices": _chosen,
}
