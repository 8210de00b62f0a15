"""Filters that don't fit are refused in words (CON-10)."""

import pytest

from crm.contacts.queries.listing import Wish, counted
from crm.kernel.errors import Invalid
from crm.kernel.i18n import speaking
from crm.views.language import parse
from tests.kit.cast import ALICE, NORTH

pytestmark = pytest.mark.promise("CON-10")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour:is:3", "There is no field “colour” to filter by."),
        ("type:contains:3", "“Type” can't be compared like this."),
        ("type:is:x", "Choose a value for “Type”."),
        ("own-99:is:1", "There is no field “own-99” to filter by."),
        ("created:last:0", "Write a whole number of days for “Created”, from 1 to 36,500."),
        ("created:is:31.02.2026", "Write the date for “Created” like 22.11.2026 or 2026-11-22."),
        ("created:between:2026-02-01,2026-01-01", "Write two dates for “Created”, the earlier one first."),
        ("source:contains:", "Write what to look for in “Source”."),
    ],
)
def test_what_does_not_fit_is_refused_in_words(in_scope, actor_of, text, says):
    with in_scope(NORTH, read_only=True), speaking("en"), pytest.raises(Invalid) as refused:
        counted(Wish(filter=parse(text)), to=actor_of(ALICE))

    assert str(refused.value.fields["filter"]) == says
