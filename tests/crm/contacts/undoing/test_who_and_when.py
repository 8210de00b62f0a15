"""Who may undo what, and until when (CON-19)."""

import pytest

from crm.journal.actions import NothingUndone
from crm.journal.queries import undoable
from crm.kernel.errors import Conflict, Gone, NotFound
from tests.kit.cast import ALICE, BOB, NORTH, OLGA

pytestmark = pytest.mark.promise("CON-19")


def test_an_act_is_undone_once(a_contact, edit, undo_act):
    act = edit(a_contact("Ivan", "Petrov"), first_name="Vera")
    undo_act(act, by=ALICE)

    with pytest.raises(Conflict):
        undo_act(act, by=ALICE)


def test_what_could_not_be_undone_may_be_tried_again(a_contact, edit, undo_act, in_scope, actor_of, reload):
    contact = a_contact("Ivan", "Petrov")
    act = edit(contact, first_name="Vera")
    edit(contact, first_name="Anna")
    with pytest.raises(NothingUndone):
        undo_act(act, by=ALICE)
    edit(contact, first_name="Vera")

    undo_act(act, by=ALICE)

    assert reload(contact).first_name == "Ivan"


def test_the_acts_of_others_are_undone_by_admins_only(a_contact, edit, undo_act, reload):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    act = edit(contact, first_name="Vera", by=ALICE)

    with pytest.raises(NotFound):
        undo_act(act, by=BOB)
    undo_act(act, by=OLGA)

    assert reload(contact).first_name == "Ivan"


def test_after_30_days_nothing_is_undone(a_contact, edit, undo_act, in_scope, grow_old):
    act = edit(a_contact("Ivan", "Petrov"), first_name="Vera")
    grow_old(act, days=31)

    with pytest.raises(Gone):
        undo_act(act, by=ALICE)


def test_which_acts_may_be_undone_is_one_question(
    a_contact, edit, undo_act, in_scope, actor_of, count_queries, grow_old
):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    acts = [edit(contact, first_name=name) for name in ("Vera", "Anna", "Olga")]
    others = edit(contact, first_name="Nina", by=BOB)
    undone = edit(contact, first_name="Mila")
    reversal = undo_act(undone, by=ALICE)
    grow_old(acts[0], days=31)

    with in_scope(NORTH, read_only=True):
        by = actor_of(ALICE)
        with count_queries() as sent:
            may = undoable([*acts, others, undone, reversal.id], by=by)

    assert set(may) == {acts[1], acts[2], reversal.id}
    assert len(sent) == 1
