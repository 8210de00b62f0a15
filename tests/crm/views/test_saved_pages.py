"""Saved views on the pages: kept, shared, opened, managed, taken back (CON-10)."""

import re

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-10")
FILTER = "f=source:is:saved&sort=-activity"


def rows_of(page: str) -> set[int]:
    """The ids of the contacts in the rows."""
    return set(map(int, re.findall(r'<tr role="row" id="contact-(\d+)"', page)))


def saved(visitor, name: str = "Hot", **more) -> str:
    """Save a list as a view on the page; its address."""
    form = {"name": name, "state": FILTER, **more}
    answer = visitor.post("/views", data=form)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_list_is_saved_from_its_page_and_its_short_address_opens_it_again(client_of, a_contact):
    hot, cold = (a_contact("Anna", one, managers=[ALICE], source=one) for one in ("saved", "other"))
    alice = client_of(ALICE)

    filtered = alice.get(f"/contacts?{FILTER}").text
    form = re.search(r'href="(/views/new[^"]+)"', filtered)
    assert form, filtered
    state = re.search(r'name="state" value="([^"]+)"', alice.get(form[1].replace("&amp;", "&")).text)
    assert state
    answer = alice.post("/views", data={"name": "  Hot   leads ", "state": state[1].replace("&amp;", "&")})
    page = alice.get(answer.location).text

    assert re.fullmatch(r"/contacts\?view=\d+", answer.location)
    assert rows_of(page) == {hot.id}
    assert cold.id in rows_of(alice.get("/contacts").text)
    assert re.search(r'aria-current="true"><span class="clip">Hot leads</span>', page)
    assert "Save view" not in page
    assert "Save to the view" not in page


def test_what_is_changed_is_saved_into_the_open_view_or_as_a_new_one(client_of, a_contact):
    a_contact("Anna", "One", managers=[ALICE], source="saved")
    alice = client_of(ALICE)
    address = saved(alice)

    changed = alice.get(f"{address}&type=1&sort=name").text
    into = re.search(
        r'action="(/views/\d+/state)"[^>]*>.*?name="state" value="([^"]+)".*?name="version" value="(\d+)"',
        changed,
        re.DOTALL,
    )
    assert into, changed
    assert "Save as new" in changed
    answer = alice.post(into[1], data={"state": into[2].replace("&amp;", "&"), "version": into[3]})
    again = alice.post(into[1], data={"state": "q=late", "version": into[3]})

    assert answer.location == address
    assert "Type is" in alice.get(address).text
    assert again.status_code == 412
    assert "Somebody changed this view meanwhile" in again.text
    assert 'value="q=late"' in again.text


def test_a_shared_view_opens_for_a_colleague_within_their_rights_and_is_missing_for_others(
    client_of, a_contact
):
    alices, bobs = (a_contact("Anna", one.name, managers=[one], source="saved") for one in (ALICE, BOB))
    group = client_of(ALICE)
    own = saved(group)
    shared = saved(group, "Ours", sharing="groups", group_ids="1")

    assert rows_of(client_of(BOB).get(shared).text) == {bobs.id}
    assert rows_of(group.get(shared).text) == {alices.id}
    for stranger in (CAROL, NED, OLGA):
        missing = client_of(stranger).get("/contacts?view=999999")
        assert client_of(stranger).get(shared).status_code == missing.status_code == 404
        assert "Ours" not in client_of(stranger).get("/contacts").text
    assert client_of(BOB).get(own).status_code == 404
    assert client_of(BOB).get("/contacts?view=x%00").status_code == 404


def test_who_may_share_with_whom_follows_the_right_to_share_views(client_of):
    alice, max_ = client_of(ALICE), client_of(MAX)

    def tried(visitor, **more):
        return visitor.post("/views", data={"name": "Tried", "state": "type=1", **more})

    assert tried(alice, sharing="all").status_code == 422
    assert tried(alice, sharing="groups", group_ids="2").status_code == 422
    assert tried(alice, sharing="groups").status_code == 422
    assert tried(client_of(NED), sharing="groups", group_ids="1").status_code == 422
    assert tried(max_, sharing="groups", group_ids="999").status_code == 422
    assert tried(client_of(NED)).status_code == 303
    assert tried(alice, sharing="groups", group_ids="1").status_code == 303
    assert tried(max_, sharing="all").status_code == 303
    refused = tried(alice, sharing="all").text
    assert "You may not share views with all of them." in refused
    assert 'value="Tried"' in refused


def test_the_list_opens_with_the_view_that_the_person_chose_until_it_is_gone(client_of, a_contact):
    hot, cold = (a_contact("Anna", one, managers=[ALICE], source=one) for one in ("saved", "other"))
    alice = client_of(ALICE)
    address = saved(alice)
    view_id = address.rpartition("=")[2]

    alice.post(f"/views/{view_id}/opening", data={"on": "1"})
    opened = alice.get("/contacts")
    everything = alice.get("/contacts?sort=name").text
    way_back = 'href="/contacts?sort=name"' in alice.get(address).text
    alice.post(f"/views/{view_id}/deletion")
    after = alice.get("/contacts")

    assert opened.location == address
    assert way_back
    assert {hot.id, cold.id} <= rows_of(everything)
    assert after.status_code == 200
    assert {hot.id, cold.id} <= rows_of(after.text)


def test_a_deleted_view_is_taken_back_from_the_toast_and_told_in_the_audit_log(client_of):
    alice = client_of(ALICE)
    address = saved(alice)
    view_id = address.rpartition("=")[2]

    gone = alice.post(f"/views/{view_id}/deletion")
    page = alice.get(gone.location).text
    undo = re.search(r'action="(/acts/\d+/undoing)"', page)
    assert undo, page
    missing = alice.get(address).status_code
    back = alice.post(undo[1], data={"next": address})

    assert "View deleted: Hot" in page
    assert missing == 404
    assert back.location == address
    assert alice.get(address).status_code == 200
    audit = client_of(OLGA).get("/settings/audit").text
    assert "View of a list deleted by Alice" in audit
    assert "View of a list restored by Alice" in audit


def test_views_are_renamed_and_put_into_order_and_two_editors_do_not_overwrite_each_other(client_of):
    alice = client_of(ALICE)
    first, second = (saved(alice, name).rpartition("=")[2] for name in ("First", "Second"))

    alice.post(f"/views/{second}/place", data={"to": "0"})
    renamed = alice.post(f"/views/{second}/settings", data={"name": "Best", "version": "1"})
    stale = alice.post(f"/views/{second}/settings", data={"name": "Late", "version": "1"})
    page = alice.get("/views").text

    assert renamed.status_code == 303
    assert stale.status_code == 412
    assert "Somebody changed this view meanwhile" in stale.text
    assert 'value="Best"' in stale.text
    assert page.index(">Best<") < page.index(">First<")
    assert first in page


def test_counts_come_after_the_page_in_one_request_and_are_the_viewers_own(
    client_of, a_contact, count_queries
):
    for person in (ALICE, BOB, BOB):
        a_contact("Anna", "Counted", managers=[person], source="saved")
    alice = client_of(ALICE)
    ids = [saved(alice, f"View {n}", sharing="groups", group_ids="1").rpartition("=")[2] for n in range(5)]
    page = alice.get("/contacts?sort=name").text
    asked = re.search(r'data-counts="([^"]+)"', page)
    assert asked

    counts = alice.get(asked[1].replace("&amp;", "&")).json
    bob, sent = client_of(BOB), []
    for some in (ids[:1], ids):
        with count_queries() as statements:
            bob.get("/views/counts?" + "&".join(f"id={one}" for one in some))
        sent.append(len(statements))
    bobs = client_of(BOB).get("/views/counts?" + "&".join(f"id={one}" for one in [*ids, 1, 999_999])).json

    assert [counts[one] for one in ids] == ["1"] * 5
    assert sent[0] == sent[1]
    assert bobs == dict.fromkeys(ids, "2")


def test_a_view_in_russian_says_so(client_of):
    olga = client_of(OLGA.at(SEVER))
    address = saved(olga, "Горячие", sharing="all")
    view_id = address.rpartition("=")[2]

    filtered = olga.get("/contacts?type=1").text
    assert "Сохранить представление" in filtered
    assert "Открывать с этим представлением" in olga.get(address).text
    assert "Кто его видит" in olga.get(f"/views/{view_id}/settings").text
    gone = olga.get(olga.post(f"/views/{view_id}/deletion").location).text
    assert "Представление удалено: Горячие" in gone
    assert "Представление списка удалено" in olga.get("/settings/audit").text


@pytest.mark.parametrize(
    "state", ["\0", "\ud800", "f=" + "x" * 5_000, "f=type:is:" + "9" * 400, "&" * 500, "f=nothing:is:1", "‮=1"]
)
def test_no_state_breaks_anything(client_of, api_of, state):
    answer = client_of(ALICE).post("/views", data={"name": "Odd", "state": state.encode("utf-8", "replace")})
    told = api_of(ALICE).post(
        "/api/v1/views", json={"name": "Odd", "state": state.encode("utf-8", "replace").decode()}
    )

    assert answer.status_code in (303, 422)
    assert told.status_code in (201, 422)
    for name in ("", "x" * 1_000_000, "\0"):
        assert client_of(ALICE).post("/views", data={"name": name, "state": ""}).status_code == 422
