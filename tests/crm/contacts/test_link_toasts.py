"""The toast after linking and unlinking takes it back (CON-9, CON-19)."""

import re

import pytest

from crm.contacts.actions.links import link
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.contact import Contact
from crm.contacts.queries.links import linked
from crm.kernel.access import found
from tests.kit.cast import ALICE, NORTH, SEVER

pytestmark = [pytest.mark.promise("CON-9"), pytest.mark.promise("CON-19")]
WORDS = {NORTH: ("Undo", "Undone: Link "), SEVER: ("Отменить", "Отменено: «Связь ")}


@pytest.mark.parametrize("at", [NORTH, SEVER], ids=lambda business: business.slug)
@pytest.mark.parametrize("act", ["link", "edit", "unlink"])
def test_the_toast_takes_back_what_was_done_to_a_link(client_of, a_contact, in_scope, actor_of, act, at):
    person, alice = ALICE.at(at), client_of(ALICE.at(at))
    ivan, romashka = a_contact("Ivan", at=at), a_contact(kind="company", name="Romashka", at=at)
    path = f"/contacts/{ivan.id}/links"

    def links():
        with in_scope(at, read_only=True):
            rows = linked(ivan, to=actor_of(person))
            return [(row.contact.id, row.role, row.link.main, row.link.former) for row in rows]

    if act != "link":
        with in_scope(at):
            seen = found(Contact.visible_to(actor_of(person)), id=ivan.id)
            shape = LinkShape(contact_id=romashka.id, role="clerk")
            path = f"{path}/{link(seen, shape, by=actor_of(person)).id}"
    before = links()
    address, typed = {
        "link": (f"{path}?kind=company", {"contact": "Romashka", "contact_id": str(romashka.id)}),
        "edit": (path, {"role": "director", "former": "1"}),
        "unlink": (f"{path}/deletion", {}),
    }[act]

    answer = alice.post(address, data=typed, follow_redirects=True)
    undo, told = WORDS[at]
    between = links()
    undone = alice.post(_undo_of(answer.text, undo), follow_redirects=True)

    assert between != before
    assert told in undone.text
    assert links() == before


def _undo_of(page: str, word: str) -> str:
    form = re.search(r'action="(/acts/\d+/undoing)".*?<button[^>]*>([^<]+)<', page, re.DOTALL)
    assert form is not None, "no undo in the toast"
    assert form[2] == word
    return form[1]
