"""What is understood without the libraries, written as most is, is what they would say of it."""

import unicodedata

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from crm.kernel import phones
from crm.kernel.forms import FORBIDDEN, checked_email, clean
from crm.kernel.search_text import _LETTERS, fold

DOMAINS = (
    "example.com", "Example.COM", "mail.ru", "a.b.co.uk", "b.test", "x", "-a.com", "a..com", "localhost",
    "xn--80ak6aa92e.com", "1.2.3.4", "a_b.com",
)  # fmt: skip
LOCALS = st.text(alphabet="aZ09._+-!", min_size=1, max_size=60)


@pytest.mark.promise("CON-3")
@given(LOCALS, st.sampled_from(DOMAINS))
def test_an_email_is_what_the_library_says(local, domain):
    text = f"{local}@{domain}"
    try:
        expected = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        expected = None
    try:
        said = checked_email(text)
    except PydanticCustomError:
        said = None

    assert said == expected


SHAPES = (
    "+7{0}{1}{2}{3}", "+7 ({0}) {1}-{2}{3}", "+7 {0} {1}-{2}-{3}", "+1{0}{1}{2}{3}", "+1 {0}-{1}-{2}{3}",
    "({0}) {1}-{2}{3}", "{0}-{1}-{2}{3}", "1{0}{1}{2}{3}", "{0}.{1}.{2}{3}", "8{0}{1}{2}{3}",
)  # fmt: skip
TEN_DIGITS = st.text("0123456789", min_size=10, max_size=10)


@pytest.mark.promise("L10-3")
@given(
    st.sampled_from(SHAPES), st.text("0123456789", min_size=10, max_size=10), st.sampled_from(["US", "DE"])
)
def test_a_phone_is_what_the_library_says(shape, digits, region):
    text = shape.format(digits[:3], digits[3:6], digits[6:8], digits[8:])
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        expected = None
    else:
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        expected = (e164, phonenumbers.is_valid_number(number))
    said = phones.parsed(text, region=region)

    assert (said and (said.e164, said.valid)) == expected


@given(st.text(max_size=80))
def test_cleaning_is_the_same_for_what_can_be_printed_and_the_rest(text):
    slowly = FORBIDDEN.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n")

    assert clean(text) == slowly


@given(st.text(st.sampled_from("абвёйЁЙ \u0306\u0308eéABZ09-\n«’"), max_size=40))
def test_folding_of_plain_letters_is_that_of_all_others(text):
    folded = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)

    assert fold(text) == " ".join(folded.split())


@given(st.text(max_size=60))
def test_folding_does_not_depend_on_what_was_folded_before(text):
    once = fold(text)

    assert fold(text) == once
    assert fold(once) == fold(fold(once))
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ёлкин", "елкин"), ("Йод", "йод"), ("Ångström", "angstrom"), ("  A \u00a0 b ", "a b"), ("ﬁ", "fi"),
     ("Straße", "strasse"), ("\u0401\u0301", "е")],
)  # fmt: skip
def test_letters_of_both_alphabets_are_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("words", ["(внутр. 12)", ", внутр 12", "вн.12", "доб. 12", "ext. 12"])
def test_an_extension_may_be_called_in_any_usual_way(words):
    assert phones.parsed(f"8 495 111-33-05 {words}", region="RU") == ("+74951113305;ext=12", True)
