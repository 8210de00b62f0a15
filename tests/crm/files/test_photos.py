"""Photos of contacts and of people: small, without a trace, shown to whoever sees their record (CON-6)."""

import base64
import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from crm.contacts.facts import ContactPhotoChanged
from crm.contacts.models.contact import Contact
from crm.files.actions.sweeping import forget_some
from crm.files.facts import UserPhotoChanged
from crm.files.models import StoredFile
from crm.journal.models import Change
from crm.kernel import clock
from crm.kernel.db import db
from crm.team.models import User
from tests.crm.contacts.test_out_of_sight import fields_of
from tests.kit.builders import picture
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER, TWIN, Standing, file_key

pytestmark = pytest.mark.promise("CON-6")

OWN = f"/contacts/{Standing.OWN}"
PERSON = {"kind": "person", "first_name": "Vera", "last_name": "Orlova"}


def upload(content: bytes, name: str = "photo.png") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def photo_on(page: Any) -> str:
    """The path of the large photo on a profile; empty if initials stand there."""
    face = re.search(r'<span class="avatar [^"]*xl".*?</span>', page.text, re.DOTALL)
    found = re.search(r'src="(/photos/[0-9a-f]{32})"', face[0]) if face else None
    return found[1] if found else ""


def test_a_photo_is_set_and_shown_small_and_bare(client_of, facts_of):
    alice = client_of(ALICE)
    exif = Image.Exif()
    exif[0x010F] = "Camera of Alice"

    answer = alice.post(f"{OWN}/photo", data={"photo": upload(picture("JPEG", size=(800, 800), exif=exif))})

    assert answer.status_code == 303
    shown = alice.get(photo_on(alice.get(OWN)))
    assert Image.open(BytesIO(shown.data)).size == (200, 200)
    assert b"Camera" not in shown.data
    facts = [fact for fact in facts_of() if isinstance(fact, ContactPhotoChanged)]
    assert [(fact.contact_id, fact.version) for fact in facts] == [(Standing.OWN, 2)]


def test_a_photo_is_kept_by_the_browser_and_by_no_one_between(client_of):
    answer = client_of(ALICE).get(f"/photos/{file_key(NORTH, 3)}")

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_replacing_and_removing_are_kept_in_the_journal(client_of, in_scope):
    alice = client_of(ALICE)
    before = photo_on(alice.get(OWN))
    alice.post(f"{OWN}/photo", data={"photo": upload(picture(size=(50, 50)))})
    between = photo_on(alice.get(OWN))

    alice.post(f"{OWN}/photo/removal")

    assert photo_on(alice.get(OWN)) == ""
    assert alice.get(before).status_code == alice.get(between).status_code == 404
    with in_scope():
        kept = db.session.scalars(select(Change).where(Change.record_kind == "contact").order_by(Change.id))
        values = [(change.before, change.after) for change in kept][-2:]
        first, second = (values[0][1]["photo_id"], values[1][0]["photo_id"])
        assert first == second
        assert values == [({"photo_id": 3}, {"photo_id": first}), ({"photo_id": first}, {"photo_id": None})]


@pytest.mark.promise("CON-19")
def test_undo_brings_the_photo_back(client_of):
    alice = client_of(ALICE)
    before = photo_on(alice.get(OWN))

    for act, form in (("photo", {"photo": upload(picture(size=(50, 50)))}), ("photo/removal", {})):
        alice.post(f"{OWN}/{act}", data=form)
        changed = alice.get(OWN)
        undo = re.search(r'action="(/[^"]+)"[^>]*>(?:(?!</form>).)*class="[^"]*undo', changed.text, re.DOTALL)

        assert photo_on(changed) != before
        assert alice.post(undo[1]).status_code == 303
        assert photo_on(alice.get(OWN)) == before
        assert alice.get(before).status_code == 200


def test_removing_twice_changes_nothing_more(client_of, facts_of):
    alice = client_of(ALICE)
    for _time in range(2):
        assert alice.post(f"{OWN}/photo/removal").status_code == 303

    assert len([fact for fact in facts_of() if isinstance(fact, ContactPhotoChanged)]) == 1


NOT_TAKEN = {
    "too large": (b"\x89PNG\r\n\x1a\n" + b"0" * 1024 * 1024, "larger than 1 MB"),
    "nothing": (b"", "Choose a picture first"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "no picture that can be read"),
    "HTML": (b"<html><script>alert(1)</script>", "no picture that can be read"),
    "cut off": (picture(size=(300, 300))[:-100], "no picture that can be read"),
    "GIF": (b"GIF89a" + b"\0" * 40, "no picture that can be read"),
}


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_what_is_no_fit_photo_is_refused_with_the_reason(what, client_of):
    content, reason = NOT_TAKEN[what]
    alice = client_of(ALICE)
    before = photo_on(alice.get(OWN))

    for place in (f"{OWN}/photo", "/me/photo"):
        answer = alice.post(place, data={"photo": upload(content)})

        assert answer.status_code == 422
        assert reason in answer.text
    assert photo_on(alice.get(OWN)) == before


def test_the_reason_is_told_in_russian(client_of):
    answer = client_of(ALICE.at(SEVER)).post(f"{OWN}/photo", data={"photo": upload(b"0" * 1_100_000)})

    assert "Изображение больше 1\u00a0МБ" in answer.text.replace("1 МБ", "1\u00a0МБ")


def test_a_polyglot_keeps_its_picture_alone(client_of):
    alice = client_of(ALICE)
    alice.post(
        f"{OWN}/photo", data={"photo": upload(picture("JPEG") + b"<script>alert(1)</script>", "x.html")}
    )

    shown = alice.get(photo_on(alice.get(OWN)))

    assert shown.headers["Content-Type"] == "image/jpeg"
    assert b"script" not in shown.data


def test_who_may_not_change_the_contact_sets_no_photo(client_of):
    path = f"/contacts/{Standing.READABLE}/photo"

    assert client_of(ALICE).post(path, data={"photo": upload(picture())}).status_code == 403
    assert client_of(NED).post(path, data={"photo": upload(picture())}).status_code == 403
    assert "data-photo-opener" not in client_of(ALICE).get(f"/contacts/{Standing.READABLE}").text


def test_the_form_takes_a_photo_along(client_of, in_scope):
    alice = client_of(ALICE)

    answer = alice.post("/contacts", data={**PERSON, "photo": upload(picture())})

    assert photo_on(alice.get(answer.location))


def test_a_refused_form_brings_the_chosen_photo_back(client_of):
    alice = client_of(ALICE)
    refused = alice.post(
        "/contacts", data={**PERSON, "last_name": "", "photo": upload(picture(size=(500, 500)))}
    )
    kept = re.search(r'name="photo_kept" value="([^"]+)"', refused.text)

    answer = alice.post("/contacts", data={**PERSON, "photo_kept": kept[1]})

    assert refused.status_code == 422
    assert f'src="data:;base64,{kept[1]}"' in refused.text
    shown = alice.get(photo_on(alice.get(answer.location)))
    assert Image.open(BytesIO(shown.data)).size == (200, 200)


@pytest.mark.parametrize("kept", ["x", "=" * 10, "\0", base64.b64encode(b"<svg/>").decode(), "А" * 50])
def test_a_made_up_kept_photo_is_no_photo(kept, client_of):
    answer = client_of(ALICE).post("/contacts", data={**PERSON, "photo_kept": kept})

    assert answer.status_code in (303, 422)


def test_an_unfit_photo_refuses_the_whole_form_beside_its_field(client_of):
    answer = client_of(ALICE).post("/contacts", data={**PERSON, "photo": upload(b"no picture")})

    assert answer.status_code == 422
    assert 'value="Orlova"' in answer.text
    assert "no picture that can be read" in answer.text


def test_who_adds_a_contact_for_a_colleague_alone_gives_it_a_photo_all_the_same(client_of, api_of):
    chosen = {"choose_people": "1", "manager_ids": [str(BOB.id)], "sharing": "private"}

    wish = {**PERSON, **chosen}
    asked = client_of(ALICE).post("/contacts", data={**wish, "photo": upload(picture())})
    sure = {**wish, **fields_of(asked), "photo": upload(picture())}
    answer = client_of(ALICE).post("/contacts", data=sure)

    assert answer.status_code == 303
    added = api_of(MAX).get("/api/v1/contacts?q=Orlova").json["items"][0]
    assert photo_on(client_of(MAX).get(f"/contacts/{added['id']}"))


def test_the_form_removes_a_photo(client_of):
    alice = client_of(ALICE)
    form = {"kind": "person", "first_name": "Ivan", "last_name": "Own", "version": "1", "photo_removed": "1"}

    assert alice.post(OWN, data=form).status_code == 303

    assert photo_on(alice.get(OWN)) == ""


def test_ones_own_photo_is_set_removed_and_brought_back(client_of, in_scope, facts_of):
    bob = client_of(BOB)
    assert bob.post("/me/photo", data={"photo": upload(picture())}).status_code == 303
    with in_scope():
        photo = db.session.get_one(User, BOB.id).photo_id
    page = bob.get("/me/profile").text
    assert re.search(r'src="/photos/[0-9a-f]{32}"', page)

    assert bob.post("/me/photo/removal").status_code == 303
    assert f"/me/photo/{photo}/restoration" in bob.get("/me/profile").text
    assert bob.post(f"/me/photo/{photo}/restoration").status_code == 303

    with in_scope():
        assert db.session.get_one(User, BOB.id).photo_id == photo
    changes = [fact.photo_id for fact in facts_of() if isinstance(fact, UserPhotoChanged)]
    assert changes == [photo, None, photo]


def test_colleagues_are_seen_wherever_they_are_named(client_of):
    alices = f"/photos/{file_key(NORTH, 2)}"

    max_, bob = client_of(MAX), client_of(BOB)

    for page in ("/contacts", OWN, "/settings/users", f"/settings/users/{ALICE.id}", "/contacts/new"):
        assert alices in max_.get(page).text, page
    assert alices in client_of(ALICE).get("/").text
    assert bob.get(alices).status_code == 200


def test_the_bell_shows_who_did_it(client_of, run_jobs):
    alice = client_of(ALICE)
    alice.post(f"{OWN}/managers", data={"manager_ids": [str(ALICE.id), str(BOB.id)]})
    run_jobs()

    assert f"/photos/{file_key(NORTH, 2)}" in client_of(BOB).get("/notices").text


@pytest.mark.promise("L10")
def test_photos_cost_no_query_a_row(client_of, in_scope, count_queries, a_contact):
    alice = client_of(ALICE)
    with in_scope():
        for contact in db.session.scalars(select(Contact)):
            contact.photo_id = None
    with count_queries() as without:
        alice.get("/contacts")
    for number in range(10):
        made = a_contact(f"Vera{number}", managers=[ALICE])
        alice.post(f"/contacts/{made.id}/photo", data={"photo": upload(picture())})
    alice.get("/contacts")

    with count_queries() as with_ten:
        shown = alice.get("/contacts").text

    assert shown.count("/photos/") >= 10
    assert len(with_ten) == len(without)


@pytest.mark.promise("I3")
def test_the_twins_photos_are_nobody_elses(client_of):
    assert client_of(ALICE).get(f"/photos/{file_key(TWIN, 2)}").status_code == 404


def test_a_photo_that_is_worn_again_is_never_swept(in_scope):
    with in_scope():
        long_ago = clock.now().replace(year=2020)
        for photo in db.session.scalars(select(StoredFile)):
            photo.deleted_at = long_ago
        db.session.flush()
        worn = set(db.session.scalars(select(User.photo_id).where(User.photo_id.is_not(None))))
        worn |= set(db.session.scalars(select(Contact.photo_id).where(Contact.photo_id.is_not(None))))

        forget_some()

        assert set(db.session.scalars(select(StoredFile.id))) == worn
        assert len(worn) == 7
