"""Files and photos in the JSON API."""

import hashlib
from io import BytesIO

import pytest

from tests.kit.builders import picture
from tests.kit.cast import ALICE, BOB, CAROL, NED, NORTH, SEVER, Standing

CONTACTS = "/api/v1/contacts"
OWN = f"{CONTACTS}/{int(Standing.OWN)}"
SHARED = f"{CONTACTS}/{int(Standing.WRITABLE)}"
FILES, PHOTO = f"{OWN}/files", f"{OWN}/photo"


def sent(content=b"What we agreed on", name="Договор № 5.txt", field="file"):
    """A form with one file."""
    return {"data": {field: (BytesIO(content), name)}, "content_type": "multipart/form-data"}


@pytest.mark.promise("API-1")
@pytest.mark.promise("CON-14")
def test_a_file_is_added_read_downloaded_renamed_deleted_and_restored(api_of):
    client = api_of(ALICE)

    added = client.post(FILES, **sent())
    at = added.headers["Location"]
    read, content = client.get(at), client.get(f"{at}/content")
    renamed = client.patch(at, json={"name": "Договор.txt"})
    gone = client.delete(at)
    missing = client.get(at).status_code, client.get(f"{at}/content").status_code
    back = client.post(f"{at}/restoration", json={})

    assert added.status_code == 201
    assert added.json == read.json == {
        "id": added.json["id"], "version": 1, "record_kind": "contact", "record_id": int(Standing.OWN),
        "name": "Договор № 5.txt", "media_type": "text/plain", "size": 17,
        "sha256": hashlib.sha256(b"What we agreed on").hexdigest(), "created_by": ALICE.id,
        "created_at": added.json["created_at"],
    }  # fmt: skip
    assert content.data == b"What we agreed on"
    assert content.headers["Content-Type"] == "application/octet-stream"
    assert content.headers["Content-Disposition"].startswith("attachment; ")
    assert renamed.json == {**added.json, "name": "Договор.txt", "version": 2}
    assert (gone.status_code, missing) == (204, (404, 404))
    assert back.status_code == 201
    assert back.json == {**renamed.json, "version": 4}
    assert client.get(f"{at}/content").data == b"What we agreed on"


@pytest.mark.promise("API-1")
@pytest.mark.promise("CON-19")
def test_each_change_names_its_act_and_is_undone_by_it(api_of):
    client = api_of(ALICE)
    at = client.post(FILES, **sent(name="One.txt")).headers["Location"]

    for change in (lambda: client.patch(at, json={"name": "Two.txt"}), lambda: client.delete(at)):
        act = change().headers["Artel-Act"]
        assert client.post(f"/api/v1/acts/{act}/undoing", json={}).status_code == 201

        assert client.get(at).json["name"] == "One.txt"


@pytest.mark.promise("API-1")
def test_the_files_of_a_contact_are_read_page_by_page(api_of):
    client = api_of(ALICE)
    for number in range(4):
        client.post(FILES, **sent(name=f"{number}.txt"))

    first = client.get(f"{FILES}?limit=3").json
    second = client.get(f"{FILES}?limit=3&cursor={first['next_cursor']}").json
    elsewhere = client.get(f"{SHARED}/files?cursor={first['next_cursor']}")

    names = [file["name"] for file in [*first["items"], *second["items"]]]
    assert names == ["3.txt", "2.txt", "1.txt", "0.txt", "Plan.txt"]
    assert first["count"] == second["count"] == {"value": 5, "capped": False}
    assert second["next_cursor"] is None
    assert elsewhere.status_code == 422


@pytest.mark.promise("API-1")
def test_a_file_sent_twice_with_its_key_is_kept_once_whatever_the_boundary(api_of):
    client, key = api_of(ALICE), {"Idempotency-Key": "k"}

    first, second = (client.post(FILES, **sent(), headers=key) for _time in "12")
    other = client.post(FILES, **sent(b"Another"), headers=key)
    renamed = client.post(FILES, **sent(name="Another.txt"), headers=key)

    assert first.request.headers["Content-Type"] != second.request.headers["Content-Type"]
    assert first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, renamed.status_code) == (422, 422)
    assert other.json["code"] == "idempotency-key-reused"
    assert client.get(FILES).json["count"]["value"] == 2


@pytest.mark.promise("API-1")
def test_a_change_meant_for_another_version_does_nothing(api_of):
    client = api_of(ALICE)
    at = client.post(FILES, **sent()).headers["Location"]
    client.patch(at, json={"name": "Two.txt"})

    stale = client.patch(at, json={"name": "Three.txt"}, headers={"If-Match": '"1"'})
    deletion = client.delete(at, headers={"If-Match": '"1"'})

    assert (stale.status_code, deletion.status_code) == (412, 412)
    assert client.get(at).json["name"] == "Two.txt"


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"data": {}, "content_type": "multipart/form-data; boundary=x"}, 422, "file"),
        ({"data": {"file": "text"}, "content_type": "multipart/form-data"}, 422, "file"),
        (sent(field="files"), 422, "file"),
        (sent(b""), 422, "file"),
        ({"data": {"file": [(BytesIO(b"1"), "1"), (BytesIO(b"2"), "2")]}}, 422, "file"),
        ({"data": {"file": (BytesIO(b"1"), "1"), "name": "x"}}, 422, "name"),
        ({"json": {"file": "x"}}, 415, None),
        ({"data": b"x", "content_type": "text/plain"}, 415, None),
        ({"data": b"no parts", "content_type": "multipart/form-data; boundary=x"}, 422, "file"),
        ({"data": b"no boundary", "content_type": "multipart/form-data"}, 422, "file"),
        ({"data": {"file": (BytesIO(b"1"), "1"), "x": "y" * 1_000_000}}, 422, "x"),
    ],
)
def test_what_is_no_file_is_refused_by_field(api_of, wrong, status, field):
    client = api_of(ALICE)

    answer = client.post(FILES, **wrong)

    assert answer.status_code == status, answer.data
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field is None or field in answer.json["errors"]
    assert client.get(FILES).json["count"]["value"] == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\0b\u202etxt.exe", "x" * 5000, "con", "«ё»\ud800.txt"]
)
def test_whatever_a_file_is_called_its_name_is_made_harmless(api_of, name):
    safe = name.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\0", "")

    added = api_of(ALICE).post(FILES, **sent(name=safe))

    assert added.status_code == 201
    assert len(added.json["name"]) <= 200
    assert not set(added.json["name"]) & set("/\\\u202e")


@pytest.mark.parametrize(
    ("patch", "field"),
    [({"name": ""}, "name"), ({"name": None}, "name"), ({"name": 5}, "name"), ({"size": 1}, "size"),
     ({"name": "x" * 1_000}, "name")],
)  # fmt: skip
def test_a_name_that_can_not_be_is_refused_by_field(api_of, patch, field):
    at = f"/api/v1/files/{api_of(ALICE).get(FILES).json['items'][0]['id']}"

    answer = api_of(ALICE).patch(at, json=patch)

    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


@pytest.mark.promise("L10-1")
def test_refusals_are_told_in_the_language_asked_for(api_of):
    client = api_of(ALICE.at(SEVER))

    empty = client.post(FILES, **sent(b"", name="пусто.txt"))
    english = client.post(FILES, **sent(b""), headers={"Accept-Language": "en"})
    photo = client.put(PHOTO, **sent(b"no picture", field="photo"))

    assert empty.json["errors"] == {"file": "Файл «пусто.txt» пуст."}
    assert english.json["errors"] == {"file": "“Договор № 5.txt” is empty."}
    assert "PNG" in photo.json["errors"]["photo"]
    assert not photo.json["errors"]["photo"].isascii()


@pytest.mark.promise("ACC-6")
def test_files_are_for_whoever_sees_the_contact_and_changed_by_whoever_may_change_it(api_of):
    own = api_of(ALICE).post(FILES, **sent()).headers["Location"]
    shared = api_of(CAROL).post(f"{SHARED}/files", **sent()).headers["Location"]

    for path in (FILES, own, f"{own}/content", PHOTO):
        assert api_of(BOB).get(path).status_code == 404
    assert api_of(NED).get(f"{shared}/content").status_code == 200
    assert api_of(NED).patch(shared, json={"name": "x"}).status_code == 403
    assert api_of(NED).patch(shared, json={}).status_code == 403
    assert api_of(ALICE).patch(shared, json={"name": "Hers.txt"}).status_code == 200


@pytest.mark.promise("API-1")
def test_a_token_that_only_reads_changes_no_file_and_no_photo(anonymous, token_of):
    reader = anonymous(NORTH)
    reader.headers = {"Authorization": f"Bearer {token_of(ALICE, 'contact:read')}"}
    at = f"/api/v1/files/{reader.get(FILES).json['items'][0]['id']}"

    answers = [
        reader.post(FILES, **sent()), reader.patch(at, json={"name": "x"}), reader.delete(at),
        reader.put(PHOTO, **sent(picture(), field="photo")), reader.delete(PHOTO),
        reader.put("/api/v1/me/photo", **sent(picture(), field="photo")), reader.delete("/api/v1/me/photo"),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * 7
    assert reader.get(f"{at}/content").status_code == 200


@pytest.mark.promise("API-1")
def test_the_description_tells_of_forms_and_bytes(anonymous):
    paths = anonymous(NORTH).get("/api/v1/openapi.json").json["paths"]
    binary = {"schema": {"type": "string", "format": "binary"}}

    adding = paths["/api/v1/contacts/{contact_id}/files"]["post"]["requestBody"]["content"]
    putting = paths["/api/v1/contacts/{contact_id}/photo"]["put"]["requestBody"]["content"]
    download = paths["/api/v1/files/{file_id}/content"]["get"]["responses"]["200"]["content"]

    assert adding.keys() == {"multipart/form-data"}
    assert putting.keys() == {"multipart/form-data", "image/png", "image/jpeg", "image/webp"}
    assert putting["image/png"] == binary
    assert download == {"application/octet-stream": binary}


def test_the_list_takes_as_many_statements_for_many_files(api_of, count_queries):
    client, numbers = api_of(ALICE), []

    for more in (2, 12):
        for number in range(more):
            client.post(FILES, **sent(name=f"{number}.txt"))
        with count_queries() as counted:
            assert client.get(FILES).status_code == 200
        numbers.append(len([text for text in counted.texts if "control." not in text]))

    assert numbers[0] == numbers[1] <= 8
