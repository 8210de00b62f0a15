"""No card does harm, whatever it holds: no 500, no endless work, nothing lost without a word."""

import time
from io import BytesIO

import pytest

from tests.crm.contacts.vcards.samples import PHOTO
from tests.kit.cast import ALICE

pytestmark = pytest.mark.promise("CON-23")

API = "/api/v1/contacts/vcards"
NAUGHTY = {
    "nul": b"BEGIN:VCARD\nN:A\0B;C\0\nNOTE:\0\nEND:VCARD",
    "surrogate": "BEGIN:VCARD\nN:A\ud800;B\nEND:VCARD".encode("utf-8", "surrogatepass"),
    "turned": "BEGIN:VCARD\nN:\u202eA;\u2066B\nEND:VCARD".encode(),
    "long line": b"BEGIN:VCARD\nN:A;B\nNOTE:" + b"x" * 1_000_000 + b"\nEND:VCARD",
    "long name": b"BEGIN:VCARD\nN:" + b"\xd0\xb0" * 500_000 + b";B\nEND:VCARD",
    "long head": b"BEGIN:VCARD\nN:A;B\nX" + b";TYPE=a" * 100_000 + b":b\nEND:VCARD",
    "many quotes": b'BEGIN:VCARD\nN:A;B\nX-A;B="' + b'"' * 100_001 + b":b\nEND:VCARD",
    "groups": b"BEGIN:VCARD\nN:A;B\n" + b"a." * 100_000 + b"TEL:1\nEND:VCARD",
    "agents": b"BEGIN:VCARD\nN:A;B\n" + b"AGENT:\nBEGIN:VCARD\n" * 100_000,
    "phones": b"BEGIN:VCARD\nN:A;B\n" + b"TEL:+12025550143\n" * 20_000 + b"END:VCARD",
    "photo": b"BEGIN:VCARD\nN:A;B\nPHOTO;ENCODING=b:" + b"A" * 3_000_000 + b"\nEND:VCARD",
    "no picture": b"BEGIN:VCARD\nN:A;B\nPHOTO;ENCODING=b:!!!!\nEND:VCARD",
    "broken picture": b"BEGIN:VCARD\nN:A;B\nPHOTO;ENCODING=b:" + PHOTO[:200].encode() + b"\nEND:VCARD",
    "codecs": b"BEGIN:VCARD\nN;CHARSET=punycode:" + b"a" * 100_000 + b"-" + b"9" * 50_000 + b";B\nEND:VCARD",
    "zip": b"BEGIN:VCARD\nN;CHARSET=zip:A;B\nX;CHARSET=undefined:y\nEND:VCARD",
    "dates": b"BEGIN:VCARD\nN:A;B\nBDAY:19850230\nBDAY:99999999\nREV:x\nEND:VCARD",
    "quoted": b"BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=ZZ=\nNOTE;QUOTED-PRINTABLE:=\nEND:VCARD",
    "uris": b"BEGIN:VCARD\nN:A;B\nURL:http://[::1\nX-SOCIALPROFILE:http://[x\nIMPP:%%%:%zz\nEND:VCARD",
    "address": b"BEGIN:VCARD\nN:A;B\nADR:" + b";" * 100_000 + b"x\nADR:;;;;;;\nEND:VCARD",
    "bom": b"\xff\xfe\x00",
    "half": b"\xff\xfeB\0E\0G\0",
}


@pytest.mark.promise("SEC-4")
@pytest.mark.parametrize("kind", NAUGHTY)
def test_no_input_does_harm(client_of, api_of, kind):
    began = time.process_time()
    content, alice = NAUGHTY[kind], client_of(ALICE)

    by_api = api_of(ALICE).post(API, data=content, content_type="text/vcard")
    sent = alice.post("/contacts/vcards", data={"file": (BytesIO(content), "x.vcf")})

    assert by_api.status_code in (201, 422)
    assert sent.status_code in (303, 422)
    if sent.status_code == 303:
        place = sent.headers["Location"]
        assert alice.get(place).status_code == 200
        assert alice.post(f"{place}/import", data={"card": ["0"], "alike": "\0"}).status_code == 303
        assert alice.get(place).status_code == 200
    assert time.process_time() - began < 20


def test_too_many_cards_and_too_large_files_are_refused(client_of):
    alice = client_of(ALICE)

    many = alice.post(
        "/contacts/vcards", data={"file": (BytesIO(b"BEGIN:VCARD\nEND:VCARD\n" * 2_001), "x.vcf")}
    )
    large = alice.post("/contacts/vcards", data={"file": (BytesIO(b"x" * (20 * 1024 * 1024 + 1)), "x.vcf")})

    assert (many.status_code, large.status_code) == (422, 422)
    assert "more than 2000 cards" in many.text
    assert "larger than 20 MB" in large.text


def test_a_photo_too_large_is_told_and_kept(api_of):
    content = b"BEGIN:VCARD\nN:A;B\nPHOTO;ENCODING=b:" + b"A" * 1_500_000 + b"\nEND:VCARD"

    [result] = api_of(ALICE).post(API, data=content, content_type="text/vcard").json["results"]

    assert result["faults"][0]["reason"] == "This picture is larger than 1 MB. Save it smaller and try again."
