"""Anchors: what hangs on a record is read and changed by whom the record's owner says."""

import pytest

from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.errors import NotFound
from tests.kit.cast import ALICE, BOB, NED, Standing

pytestmark = pytest.mark.promise("ACC-6")


def test_a_record_is_found_by_whom_it_is_shown_to(in_scope, actor_of):
    with in_scope():
        contact = anchors.found("contact", Standing.OWN, actor_of(ALICE))

        assert contact.id == Standing.OWN
        with pytest.raises(NotFound):
            anchors.found("contact", Standing.OWN, actor_of(BOB))
        with pytest.raises(NotFound):
            anchors.found("planet", 1, actor_of(ALICE))


@pytest.mark.parametrize(
    ("standing", "person", "may"),
    [
        (Standing.OWN, ALICE, True),
        (Standing.READABLE, ALICE, False),
        (Standing.WRITABLE, ALICE, True),
        (Standing.COLLEAGUES, ALICE, False),
        (Standing.WRITABLE, NED, False),
        (Standing.DELETED, ALICE, False),
    ],
)
def test_what_hangs_on_a_record_is_changed_by_whoever_may_change_it(
    standing, person, may, in_scope, actor_of
):
    with in_scope():
        assert anchors.is_editable("contact", standing, actor_of(person)) is may


def test_nobody_changes_what_hangs_on_an_unknown_kind(in_scope):
    with in_scope():
        assert not anchors.is_editable("planet", 1, Actor.system("tests"))
