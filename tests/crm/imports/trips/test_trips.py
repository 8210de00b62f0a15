"""Contacts that leave as a file and come in from it are the same (IMP-8)."""

import random

import pytest

from tests.crm.imports.trips.people import People
from tests.crm.imports.trips.places import FILES, Place, differences
from tests.kit.cast import MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("IMP-8")
UNTOLD = {
    "Artel ID", "ID Artel", "Class", "Класс", "Access", "Доступ", "display_name", "names.class", "sharing",
}  # fmt: skip
LATER = ()
"""What no import takes by now."""


@pytest.mark.parametrize("at", [NORTH, SEVER])
def test_contacts_go_as_a_file_and_come_back_the_same(api_of, run_jobs, at):
    place = Place(api_of(MAX.at(at)), run_jobs)
    others = {one["id"] for one in place.contacts()}
    people = People(random.Random(1), place.furnish(), "x")
    made = place.employ(people, [people.one() for _number in range(25)])
    before = place.pictures(place.contacts(), without=others)
    files = {kind: place.exported(made, format=kind, template=True, parts=True) for kind in FILES}
    place.remove(made)

    for kind, content in files.items():
        told = place.imported(content, FILES[kind])
        contacts = place.contacts()
        place.remove([one["id"] for one in contacts if one["id"] not in others])

        after = place.pictures(contacts, without=others)
        untold = {one["heading"] for one in told["columns"] if not one["target"]}
        assert untold <= UNTOLD, kind
        assert differences(before, after, but=LATER) == [], kind
