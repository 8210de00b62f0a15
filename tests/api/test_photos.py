"""Photos in the JSON API: a contact's, and one's own (CON-6)."""

from io import BytesIO

import pytest
from PIL import Image

from tests.api.test_files import OWN, PHOTO, sent
from tests.kit.builders import picture
from tests.kit.cast import ALICE, BOB

ME = "/api/v1/me/photo"


@pytest.mark.promise("API-1")
@pytest.mark.promise("CON-6")
@pytest.mark.parametrize("as_form", [True, False])
def test_a_photo_is_put_read_and_removed(api_of, as_form):
    client, content = api_of(ALICE), picture(size=(900, 600))
    body = sent(content, field="photo") if as_form else {"data": content, "content_type": "image/png"}

    put = client.put(PHOTO, **body)
    read = client.get(PHOTO)
    removed = client.delete(PHOTO, headers={"If-Match": put.headers["ETag"]})

    assert put.status_code == 200
    assert put.json["photo"] == PHOTO
    assert put.json["version"] == 2
    assert read.headers["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(read.data)).size == (200, 133)
    assert removed.status_code == 204
    assert client.get(PHOTO).status_code == 404
    assert client.get(OWN).json["photo"] is None

    assert client.post(f"/api/v1/acts/{removed.headers['Artel-Act']}/undoing", json={}).status_code == 201
    assert client.get(PHOTO).data == read.data


@pytest.mark.promise("CON-6")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (sent(b"no picture", field="photo"), 422),
        ({"data": b"x" * (1024 * 1024 + 1), "content_type": "image/png"}, 422),
        ({"data": b"x" * (3 * 1024 * 1024), "content_type": "image/jpeg"}, 422),
        ({"data": b"", "content_type": "image/webp"}, 422),
        ({"data": picture(), "content_type": "image/gif"}, 415),
        ({"json": {"photo": "x"}}, 415),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason(api_of, body, status):
    client = api_of(ALICE)
    before = client.get(PHOTO).data

    answer = client.put(PHOTO, **body)

    assert answer.status_code == status
    assert status == 415 or list(answer.json["errors"]) == ["photo"]
    assert client.get(PHOTO).data == before


def test_a_photo_meant_for_another_version_is_refused(api_of):
    client = api_of(ALICE)
    client.patch(OWN, json={"last_name": "Orlov"})

    put = client.put(PHOTO, **sent(picture(), field="photo"), headers={"If-Match": '"1"'})
    removed = client.delete(PHOTO, headers={"If-Match": '"1"'})

    assert (put.status_code, removed.status_code) == (412, 412)
    assert client.get(OWN).json["version"] == 2


@pytest.mark.promise("API-1")
def test_ones_own_photo_is_put_read_and_removed(api_of):
    client = api_of(BOB)
    before = client.get(ME).status_code

    put = client.put(ME, data=picture("WEBP", size=(10, 20)), content_type="image/webp")
    read = client.get(ME)
    removed = client.delete(ME)

    assert before == 404
    assert put.json == {"media_type": "image/jpeg", "width": 10, "height": 20, "size": len(read.data)}
    assert removed.status_code == 204
    assert client.get(ME).status_code == 404
