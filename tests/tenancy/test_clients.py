"""The kit's clients: signed in they are who they are, and nobody elsewhere."""

from tests.kit.cast import ALICE, NORTH, TWIN, Standing


def test_a_token_is_its_user(api_of):
    answer = api_of(ALICE).get("/api/v1/me")

    assert answer.status_code == 200, answer.text
    assert answer.json["name"] == "Alice"


def test_without_a_token_nobody_is_known(anonymous):
    assert anonymous(NORTH).get("/api/v1/me").status_code == 401


def test_the_contacts_of_the_template_are_visible_to_their_manager(in_scope, actor_of, a_contact):
    from crm.contacts.models.contact import Contact
    from crm.kernel.db import db

    contact = a_contact("Vera", "Orlova", managers=[ALICE])

    with in_scope(NORTH, read_only=True):
        seen = {found.id for found in db.session.scalars(Contact.visible_to(actor_of(ALICE)))}

    assert contact.id == Standing.FOREIGN  # the first id that the template left free
    assert seen == {Standing.OWN, Standing.READABLE, Standing.WRITABLE, contact.id}


def test_the_twin_may_show_its_own_texts(client_of):
    answer = client_of(ALICE.at(TWIN)).get("/")

    assert answer.status_code in (200, 404)
