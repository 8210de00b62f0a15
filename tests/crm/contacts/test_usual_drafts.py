"""A contact that is written as most are is drafted at once, and just as the shape of forms would have it."""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm.contacts.actions import drafting, writing
from crm.contacts.forms.contact import ContactShape
from crm.contacts.models.contact import COMM_KINDS, KINDS
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from tests.kit.cast import NORTH, SEVER

pytestmark = pytest.mark.promise("IMP-2", "L4")
WORDS = (
    "Иванов", "Ёлкин-Смирнов", " Артём  ", "O’Neill", "Zoë", "Z\u0308oe", "Straße", "J.", "«Главный»",
    "\u200b", "a\u0301\u0301", "ﬁ", "İ", "\u0958", "x" * 59, "x" * 61, "x " * 101, "й\u0306", "\x01",
    "tab\there", "\u202e",
)  # fmt: skip
TEXTS = st.sampled_from(WORDS) | st.text(max_size=70)
VALUES = TEXTS | st.sampled_from((
    "El.Kin+a@Example.COM", "anna@xn--80ak6aa92e.com", "почта@пример.рф", "a@b", "anna@example.com",
    "8 (912) 345-67-89", "+1 (212) 555-0123", "+7 701 123 45 67 доб. 12", "12", "+79123456789",
    "https://x.example/A", "mailto:a@b.com",
    "ftp://x", "t.me/ivan", "@ivan", "vk.com/anna", "Moscow", "Россия", "Russia",
))  # fmt: skip
PARTS = st.dictionaries(
    st.sampled_from(("street", "city", "region", "postal_code", "country", "planet")), VALUES, max_size=4
)
COMMS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(COMM_KINDS)},
        optional={"value": VALUES, "label": st.sampled_from(("work", "telegram", "vk", "")) | TEXTS,
                  "parts": PARTS, "primary": st.booleans()},
    ),
    max_size=5,
)  # fmt: skip
NAMES = (
    "first_name",
    "last_name",
    "middle_name",
    "name",
    "job_title",
    "description",
    "source",
    "external_id",
)
CONTACTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS), "comms": COMMS},
    optional={
        **dict.fromkeys(NAMES, TEXTS),
        "born_on": st.dates().map(str) | st.sampled_from(("", "2026-13-01", "1849-12-31", "19800101")),
        "type_id": st.integers(1, 5), "language": st.sampled_from(("ru", "xx")),
        "custom": st.just({"7": " Gold  Star "}),
        "requisites": st.just({"inn": "7707083893"}),
    },
)  # fmt: skip
USUAL: dict[str, Any] = {
    "kind": "person", "first_name": "Пётр", "last_name": "Ёлкин", "born_on": "1980-02-29",
    "custom": {"7": "Gold"},
    "comms": [
        {"kind": "phone", "value": "8 (912) 345-67-89", "label": "work"},
        {"kind": "email", "value": "El.Kin+a@Example.COM"},
        {"kind": "phone", "value": "+7 912 345-67-89"},
        {"kind": "address", "parts": {"city": "Москва", "country": "Россия"}},
        {"kind": "messenger", "value": "t.me/ivan", "label": "work"},
        {"kind": "site", "value": "Example.com/A"},
    ],
}  # fmt: skip
OWN = {"7": "Gold Star"}


def slowly(values, region):
    """What the shape and the draft of forms make of it; None: it is at fault."""
    try:
        shape = read(ContactShape, values)
    except Invalid:
        return None
    return asdict(writing.draft(shape, region=region, custom=OWN, searched=["7"]))


def at_once(values, region):
    made = drafting.usual(values, region=region, own=OWN, searched=["7"])
    return made and asdict(made)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(CONTACTS, st.sampled_from(("RU", "US")), st.sampled_from((NORTH, SEVER)))
@example(USUAL, "RU", NORTH)
@example(
    {"kind": "person", "comms": [{"kind": "address", "parts": {"city": "Rome"}, "value": "Rome"}]},
    "US",
    NORTH,
)
def test_what_is_drafted_at_once_is_what_the_shape_makes_of_it(in_scope, values, region, business):
    with in_scope(business, read_only=True):
        made = at_once(values, region)

        assert made is None or made == slowly(values, region)


def test_most_contacts_are_drafted_at_once(in_scope):
    with in_scope(NORTH, read_only=True):
        made = at_once(USUAL, "RU")

        assert made == slowly(USUAL, "RU")
        assert made is not None
        assert [comm["normalised"] for comm in made["comms"]][:2] == ["el.kin+a@example.com", "+79123456789"]


@pytest.mark.parametrize(
    "fault",
    [
        {"born_on": "2300-01-01"}, {"first_name": "x" * 201}, {"source": "x" * 61},
        {"comms": [{"kind": "email"}]},
        {"comms": [{"kind": "email", "value": "nobody"}]}, {"comms": [{"kind": "phone", "value": "1"}] * 201},
        {"comms": [{"kind": "site", "value": "ftp://x"}]}, {"comms": [{"kind": "address", "parts": {}}]},
        {"comms": [{"kind": "phone", "value": "1", "label": "x" * 61}]}, {"language": "xx"},
    ],
)  # fmt: skip
def test_faults_are_left_to_the_shape(in_scope, fault):
    with in_scope(NORTH, read_only=True):
        values = {**USUAL, **fault}

        assert at_once(values, "RU") is None
        assert slowly(values, "RU") is None
