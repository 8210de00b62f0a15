"""Shapes of input, shared by HTML, JSON, import and command line: pydantic with friendly refusals.

``read`` turns a mapping into a shape or raises ``Invalid`` with a sentence a field in the reader's language.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, TypeVar
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, from_json

from crm.kernel.errors import Invalid, Malformed
from crm.kernel.i18n import LazyText, lazy, mark

S = TypeVar("S", bound="Shape")
MOST_MARKS: Final = 30
MOST_FAULTS: Final = 100
ENOUGH_CHARACTERS: Final = 100_000
LARGEST_ID: Final = 2**63 - 1

# Characters that no text of ours may hold: controls (but for tab and line ends), surrogates, and the
# bidirectional overrides that make a text show as something else than it is.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

# Latin, Greek, Cyrillic and Chinese letters and signs of which none is a mark that joins the one before it.
_WITHOUT_MARKS = re.compile(
    r"[\x00-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u20cf\u2100-\u218f\u4e00-\u9fff]*"
)


class Shape(BaseModel):
    """Base of all input shapes: unknown fields are refused, strings are stripped and normalised (NFC).

    A text under a field is its description in the API.
    """

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


def clean(value: Any) -> Any:
    """Normalise a text to NFC and drop what can't be shown; anything but a text passes unchanged."""
    if not isinstance(value, str):
        return value
    if value.isprintable():  # none of the forbidden ones is, nor a line's end
        if value.isascii():
            return value
        if _WITHOUT_MARKS.fullmatch(value):
            return unicodedata.normalize("NFC", value)
    if not value.isascii():
        safe = value if _WITHOUT_MARKS.fullmatch(value) else _stream_safe(value)
        value = unicodedata.normalize("NFC", safe)
    return FORBIDDEN.sub("", value).replace("\r\n", "\n")


def _stream_safe(text: str) -> str:
    """The text with at most 30 marks in a row (UAX #15): normalising longer rows takes quadratic time."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_line(value: Any) -> Any:
    """``clean``, and on one line: any white space between words is a single space."""
    if not isinstance(value, str):
        return value
    text = value if value.isascii() and value.isprintable() else clean(value)
    return " ".join(text.split())


def checked_email(value: str) -> str:
    """The address as RFC 5321 writes it, or a refusal in a validator of a shape."""
    if not value:
        raise refusal("missing", mark("Fill this in."))
    if usual := usual_email(value):
        return usual
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError:
        raise refusal("email", mark("This doesn't look like an e-mail address.")) from None


def usual_email(value: str) -> str | None:
    """The same address as ``checked_email`` tells; None where the library has to be asked."""
    usual = _USUAL_EMAIL.fullmatch(value)
    domain = _domain(usual[2]) if usual and len(value) <= _LONGEST_USUAL_EMAIL else None
    return f"{usual[1]}@{domain}" if usual and domain else None


# A dot-atom of RFC 5321 as most people have one, at a domain of plain letters; all else the library judges.
_USUAL_EMAIL = re.compile(r"([A-Za-z0-9_+-]{1,40}(?:\.[A-Za-z0-9_+-]{1,20})?)@([A-Za-z0-9.-]{3,100})")
_LONGEST_USUAL_EMAIL: Final = 200


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str | None:
    """The domain as addresses at it are written, or None if there can be none."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).domain
    except EmailNotValidError:
        return None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(value: str) -> str:
    if value not in _zones():
        raise refusal("time_zone", mark("There is no such time zone."))
    return value


def empty_is_none(value: Any, info: ValidationInfo) -> Any:
    """A field of an HTML form that is left empty stands for none; JSON has its null for that."""
    return None if value == "" and info.mode == "python" else value


def refusal(code: str, sentence: str, **slots: Any) -> PydanticCustomError:
    """A validator's refusal whose sentence is a marked msgid; slots are filled after translation."""
    return PydanticCustomError(f"artel_{code}", "{sentence}", {"sentence": sentence, "slots": slots})


Text = Annotated[str, BeforeValidator(clean)]
# What constrains the text itself stands next to it: the core checks that, without a call.
Line = Annotated[str, StringConstraints(max_length=200), BeforeValidator(clean_line)]
LongLine = Annotated[str, StringConstraints(max_length=500), BeforeValidator(clean_line)]
Prose = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(clean)]
Label = Annotated[str, StringConstraints(max_length=60), BeforeValidator(clean_line)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
OptionalId = Annotated[Id | None, BeforeValidator(empty_is_none)]
Email = Annotated[
    str, StringConstraints(max_length=254), BeforeValidator(clean), AfterValidator(checked_email)
]
TimeZone = Annotated[str, AfterValidator(_zone)]
Secret = Annotated[str, StringConstraints(max_length=1024, strip_whitespace=False)]

SENTENCES: dict[str, LazyText] = {
    "missing": lazy("Fill this in."),
    "string_too_short": lazy("Fill this in."),
    "too_short": lazy("Fill this in."),
    "string_too_long": lazy("This is too long: at most %(max_length)s characters."),
    "too_long": lazy("There are too many of these: at most %(max_length)s."),
    "string_type": lazy("This should be a text."),
    "int_type": lazy("This should be a whole number."),
    "int_parsing": lazy("This should be a whole number."),
    "int_from_float": lazy("This should be a whole number."),
    "bool_type": lazy("This should be yes or no."),
    "bool_parsing": lazy("This should be yes or no."),
    "list_type": lazy("This should be a list."),
    "literal_error": lazy("Choose one of the given values."),
    "enum": lazy("Choose one of the given values."),
    "extra_forbidden": lazy("There is no such field."),
    "greater_than_equal": lazy("This number is too small."),
    "less_than_equal": lazy("This number is too large."),
    "model_type": lazy("This should be an object."),
    "dict_type": lazy("This should be an object."),
}
FALLBACK = lazy("This value can't be accepted.")


def read(shape: type[S], values: Mapping[str, Any]) -> S:
    """Check the values against the shape.

    Raises:
        Invalid: with one sentence for each field at fault, keyed by its path (``comms.0.value``).
    """
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise Invalid(told(error)) from None


def read_json(shape: type[S], body: bytes) -> S:
    """Check a JSON text against the shape, strictly: neither is a number a text nor ``"7"`` a number.

    Nesting is bounded (about 200 levels); lone surrogates and anything but UTF-8 are no JSON.

    Raises:
        Malformed: the text is no JSON.
        Invalid: with one sentence for each field at fault, keyed by its path (``comms.0.value``).
    """
    try:
        return shape.model_validate_json(body, strict=True)
    except ValidationError as error:
        problem = _problems(error)[0]
        if problem["type"] == "json_invalid":
            raise _malformed(problem["ctx"]["error"]) from None
        raise Invalid(told(error)) from None


def _malformed(reason: str) -> Malformed:
    """The refusal, with the place where the parser gave up (it tells the reason in English only)."""
    place = re.search(r"line (\d+) column (\d+)", reason)
    if place is None:
        return Malformed()
    return Malformed(lazy("It is wrong at line %(line)s, column %(column)s.", line=place[1], column=place[2]))


def told(error: ValidationError) -> dict[str, LazyText]:
    """The validation error as {path: sentence}; the first complaint about a field wins."""
    fields: dict[str, LazyText] = {}
    for problem in _problems(error):
        path = ".".join(str(part) for part in problem["loc"]) or "form"
        fields.setdefault(path, _sentence(problem))
    return fields


def _problems(error: ValidationError) -> list[Any]:
    """The first hundred complaints, by way of JSON: for a hostile body ``errors()`` takes a second."""
    text = error.json(include_url=False, include_input=False)
    problems: list[Any] = []
    if len(text) > ENOUGH_CHARACTERS:
        problems = from_json(text[:ENOUGH_CHARACTERS], allow_partial=True)[:-1]
    return (problems or from_json(text))[:MOST_FAULTS]


def _sentence(problem: Any) -> LazyText:
    context = problem.get("ctx") or {}
    if problem["type"].startswith("artel_"):
        sentence = context["sentence"]
        return lazy(sentence, **context["slots"])
    code = problem["type"]
    if code == "too_long" and context.get("field_type") == "Value":
        code = "string_too_long"  # what pydantic calls a text that was cleaned before its length was taken
    sentence = SENTENCES.get(code, FALLBACK).sentence
    return lazy(sentence, **{name: value for name, value in context.items() if f"%({name})s" in sentence})
