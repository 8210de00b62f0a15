"""Contacts that leave as a file and come in from it are the same (IMP-8)."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.crm.imports.trips.people import People
from tests.crm.imports.trips.places import FILES, NO_CARD_HOLDS, TABLES, Place, differences
from tests.kit.cast import MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("IMP-8")
UNTOLD = {"display_name"}
"""What no column of an import becomes."""


@pytest.fixture
def place(api_of, run_jobs, request):
    """The workspace from which contacts leave, and to which they come back once it has none of them."""
    return Place(api_of(MAX.at(getattr(request, "param", NORTH))), run_jobs)


@pytest.mark.parametrize("place", [NORTH, SEVER], indirect=True)
def test_contacts_go_as_a_file_and_come_back_the_same(place):
    people = People(random.Random(1), place.furnish(), "x")
    bodies = [people.one() for _number in range(25)]

    for untold in there_and_back(place, people, bodies, TABLES):
        assert untold <= UNTOLD


def test_whatever_they_hold(place):
    around, numbers = place.furnish(), iter(range(1_000))

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False), st.sampled_from(TABLES))
    def go(dice, kind):
        people = People(dice, around, f"y{next(numbers)}x")
        list(there_and_back(place, people, [people.one() for _number in range(3)], [kind]))

    go()


def there_and_back(place, people, bodies, kinds, *, but=()):
    """Take these contacts along by each kind of file; yields the headings of what is left out."""
    others = {one["id"] for one in place.contacts()}
    made = place.employ(people, bodies)
    before = place.pictures(place.contacts(), without=others)
    files = {kind: place.exported(made, format=kind, template=True, parts=True) for kind in kinds}
    place.remove(made)
    for kind, content in files.items():
        told = place.imported(content, FILES[kind])
        contacts = place.contacts()
        place.remove([one["id"] for one in contacts if one["id"] not in others])
        after = place.pictures(contacts, without=others)
        assert differences(before, after, but=but) == [], kind
        yield {one["heading"] for one in told["columns"] if not one["target"]}


def test_cards_bring_back_all_that_cards_hold(place):
    people = People(random.Random(2), place.furnish(), "z")

    list(there_and_back(place, people, [people.one() for _number in range(15)], ["vcf"], but=NO_CARD_HOLDS))
