"""Files of a contact: several at once, by content and not by name, given so that they can do nothing."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from crm.files.facts import FileAdded, FileDeleted, FileFact, FileRenamed, FileRestored
from crm.files.models import StoredFile
from crm.journal.models import Change
from crm.kernel.db import db
from tests.kit.builders import picture
from tests.kit.cast import ALICE, BOB, CAROL, NED, SEVER, TWIN, Standing

OWN = Standing.OWN
UPLOAD = f"/files/about/{int(OWN)}/contact"
TAB = f"/contacts/{int(OWN)}?tab=files"


def chosen(content: bytes = b"hello", name: str = "Plan.txt") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def newest(in_scope: Any) -> StoredFile:
    with in_scope():
        return db.session.scalars(select(StoredFile).order_by(StoredFile.id.desc())).first()


@pytest.mark.promise("CON-14")
def test_several_files_are_added_listed_and_come_back_as_they_were(client_of, facts_of):
    alice = client_of(ALICE)

    answer = alice.post(UPLOAD, data={"files": [chosen(b"one", "One.txt"), chosen(b"two" * 1000, "Две.pdf")]})

    assert (answer.status_code, answer.location) == (303, TAB)
    shown = alice.get(TAB).text
    assert "2 files added" in shown
    assert re.search(r">Две\.pdf</a><small>3 KB · Alice", shown)
    path = re.search(r'href="(/files/\d+)">Две\.pdf', shown)[1]
    assert alice.get(path).data == b"two" * 1000
    assert [(f.subject_kind, f.subject_id) for f in facts_of() if isinstance(f, FileAdded)] == [
        ("contact", OWN)
    ] * 2


def test_the_list_speaks_russian(client_of):
    alice = client_of(ALICE.at(SEVER))
    alice.post(UPLOAD, data={"files": chosen(b"x" * 1_500_000, "Договор.txt")})

    shown = alice.get(TAB).text

    assert "1 файл добавлен" in shown.replace("\u00a0", " ")
    assert re.search(r">Договор\.txt</a><small>1,4\s?МБ · Alice", shown)


@pytest.mark.promise("CON-15")
def test_history_tells_of_files(client_of):
    alice = client_of(ALICE)
    alice.post(UPLOAD, data={"files": chosen()})

    told = alice.get(f"/contacts/{int(OWN)}?tab=history").text

    assert "File added by <b>Alice</b>" in told
    assert re.search(r'href="/files/\d+"[^>]*>Plan\.txt<', told)


KINDS = {
    "a picture": (picture(), "image/png", "inline"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "text/plain", "attachment"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "text/plain", "attachment"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "application/pdf", "attachment"),
    "a program": (b"MZ\x90\0" + b"\0" * 60, "application/x-msdownload", "attachment"),
    "nobody knows": (b"\x01\x02\x03\0", "application/octet-stream", "attachment"),
    "text in UTF-16": ("Привет".encode("utf-16"), "text/plain", "attachment"),
}


@pytest.mark.parametrize("what", KINDS)
def test_a_file_is_what_its_content_says_and_can_do_nothing(what, client_of, in_scope):
    content, media_type, how = KINDS[what]
    alice = client_of(ALICE)
    alice.post(UPLOAD, data={"files": (BytesIO(content), "photo.jpg", "text/html")})
    file = newest(in_scope)

    answer = alice.get(f"/files/{file.id}")

    assert file.media_type == media_type
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith(how)
    assert answer.headers["Content-Type"] == (media_type if how == "inline" else "application/octet-stream")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert alice.get(f"/files/{file.id}?save").headers["Content-Disposition"].startswith("attachment")


def test_a_file_is_renamed_deleted_and_brought_back(client_of, in_scope, facts_of):
    alice = client_of(ALICE)
    alice.post(UPLOAD, data={"files": chosen()})
    path = f"/files/{newest(in_scope).id}"

    assert alice.post(f"{path}/name", data={"name": "../Agreement.txt"}).status_code == 303
    assert "Agreement.txt" in alice.get(TAB).text
    assert alice.post(f"{path}/deletion").status_code == 303
    gone = alice.get(TAB).text
    assert ">Agreement.txt</a>" not in gone
    assert alice.get(path).status_code == 404
    assert alice.post(re.search(rf'action="({path}/restoration)"', gone)[1]).status_code == 303

    assert ">Agreement.txt</a>" in alice.get(TAB).text
    told = [type(fact) for fact in facts_of() if isinstance(fact, FileFact)]
    assert told == [FileAdded, FileRenamed, FileDeleted, FileRestored]


@pytest.mark.promise("CON-19")
def test_the_journal_takes_a_deletion_and_a_renaming_back(client_of, in_scope):
    alice = client_of(ALICE)
    alice.post(UPLOAD, data={"files": chosen()})
    file = newest(in_scope).id
    for door in ("name", "deletion"):
        alice.post(f"/files/{file}/{door}", data={"name": "Other.txt"})
    with in_scope():
        acts = db.session.scalars(select(Change.act_id).where(Change.record_kind == "file")).all()

    for act_id in reversed(acts[-2:]):
        assert alice.post(f"/acts/{act_id}/undoing").status_code == 303

    assert alice.get(f"/files/{file}").status_code == 200
    assert newest(in_scope).name == "Plan.txt"


@pytest.mark.parametrize("name", ["", "   ", "\0"])
def test_a_file_needs_a_name(name, client_of, in_scope):
    alice = client_of(ALICE)
    alice.post(UPLOAD, data={"files": chosen()})

    answer = alice.post(f"/files/{newest(in_scope).id}/name", data={"name": name})

    assert answer.status_code in (303, 422)
    assert newest(in_scope).name in ("Plan.txt", "file")


def test_nothing_and_empty_files_are_refused_with_the_form_intact(client_of):
    alice = client_of(ALICE)

    for form, sentence in (
        ({}, "Choose a file first."),
        ({"files": chosen(b"", "Empty.txt")}, "“Empty.txt” is empty."),
        ({"files": [chosen(b"x", "One.txt"), chosen(b"", "Empty.txt")]}, "“Empty.txt” is empty."),
    ):
        answer = alice.post(UPLOAD, data=form)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'action="{UPLOAD}"' in answer.text
    assert "One.txt" not in alice.get(TAB).text


def test_what_is_too_large_is_refused_in_a_sentence(client_of, app, paths):
    alice, before = client_of(ALICE), paths()
    app.extensions["artel_settings"] = app.extensions["artel_settings"].model_copy(
        update={"largest_file_mb": 1, "largest_import_mb": 1}
    )
    try:
        large = alice.post(UPLOAD, data={"files": chosen(b"x" * 1_100_000)})
        huge = alice.post(UPLOAD, data={"files": chosen(b"x" * 6_000_000)})
        headers = {"Accept": "application/json"}
        told = alice.post(UPLOAD, data={"files": chosen(b"x" * 6_000_000)}, headers=headers)
    finally:
        app.extensions["artel_settings"] = app.extensions["artel_settings"].model_copy(
            update={"largest_file_mb": 25, "largest_import_mb": 250}
        )

    assert large.status_code == 422
    assert "“Plan.txt” is larger than 1 MB." in large.text
    assert huge.status_code == told.status_code == 413
    assert "4 MB can be sent at once" in huge.text
    assert "4 MB can be sent at once" in told.json["detail"]
    assert paths() == before


def test_a_script_is_told_in_json(client_of):
    alice, headers = client_of(ALICE), {"Accept": "application/json"}

    kept = alice.post(UPLOAD, data={"files": chosen()}, headers=headers)
    refused = alice.post(UPLOAD, data={"files": chosen(b"")}, headers=headers)
    hidden = client_of(BOB).post(UPLOAD, data={"files": chosen()}, headers=headers)

    assert kept.status_code == 201
    assert len(kept.json["ids"]) == 1
    assert refused.json["errors"] == {"files": "“Plan.txt” is empty."}
    assert (hidden.status_code, hidden.mimetype) == (404, "application/problem+json")


BODIES = {
    "no boundary": (b"x", "multipart/form-data"),
    "wrong boundary": (b"--a\r\n\r\nx\r\n--a--", "multipart/form-data; boundary=b"),
    "cut off": (
        b'--a\r\nContent-Disposition: form-data; name="files"; filename="x"\r\n\r\nhalf',
        "multipart/form-data; boundary=a",
    ),
    "no multipart": (b"files=x", "application/x-www-form-urlencoded"),
    "JSON": (json.dumps({"files": "x"}).encode(), "application/json"),
    "no type": (b"\xff" * 100, ""),
    "part without name": (b"--a\r\n\r\nx\r\n--a--\r\n", "multipart/form-data; boundary=a"),
    "a name of 10,000": (
        b'--a\r\nContent-Disposition: form-data; name="files"; filename="' + b"n" * 10_000
        + b'"\r\n\r\nx\r\n--a--\r\n',
        "multipart/form-data; boundary=a",
    ),
    "broken encoding": (
        b'--a\r\nContent-Disposition: form-data; name="files"; filename="\xff\xfe\x00"\r\n\r\nx\r\n--a--\r\n',
        "multipart/form-data; boundary=a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_hostile_bodies_are_refused_or_kept_but_never_a_fault(what, client_of):
    body, content_type = BODIES[what]

    for path in (UPLOAD, f"/contacts/{int(OWN)}/photo", "/me/photo"):
        answer = client_of(ALICE).post(path, data=body, content_type=content_type)

        assert answer.status_code < 500


@pytest.mark.promise("R9")
def test_a_full_disk_is_told_and_leaves_nothing(client_of, app, small_disk, in_scope):
    alice, before = client_of(ALICE), newest(in_scope).id
    whole = app.extensions["artel_settings"]
    app.extensions["artel_settings"] = whole.model_copy(update={"data": small_disk})
    try:
        answer = alice.post(UPLOAD, data={"files": chosen(b"x" * 400_000)})
    finally:
        app.extensions["artel_settings"] = whole

    assert answer.status_code == 507
    assert "no room for more files" in answer.text
    assert newest(in_scope).id == before
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []


def test_who_only_reads_sees_files_and_changes_none(client_of, in_scope):
    readable = f"/contacts/{int(Standing.READABLE)}?tab=files"

    for person in (ALICE, NED):
        shown = client_of(person).get(readable).text
        assert "Plan.txt" in shown
        assert not re.search(r"/files/\d+/deletion", shown)
        assert "data-upload" not in shown
    assert re.search(r"/files/\d+/deletion", client_of(CAROL).get(readable).text)


@pytest.mark.promise("L10")
def test_one_file_and_fifty_cost_the_same(client_of, count_queries):
    alice = client_of(ALICE)
    alice.get(TAB)
    with count_queries() as with_one:
        alice.get(TAB)
    for _batch in range(3):
        alice.post(UPLOAD, data={"files": [chosen(name=f"{number}.txt") for number in range(20)]})
    alice.get(TAB)

    with count_queries() as with_many:
        shown = alice.get(TAB).text

    assert len(re.findall(r"/files/\d+/deletion", shown)) == 50
    assert len(with_many) == len(with_one)
    older = re.search(r'href="([^"]+before=\d+)"', shown)[1].replace("&amp;", "&")
    assert len(re.findall(r"/files/\d+/deletion", alice.get(older).text)) == 11


def test_too_many_at_once_are_refused(client_of):
    answer = client_of(ALICE).post(UPLOAD, data={"files": [chosen() for _number in range(21)]})

    assert answer.status_code == 422
    assert "at most 20" in answer.text


@pytest.mark.promise("I3")
def test_the_twins_files_are_nobody_elses(client_of, in_scope):
    assert "Plan LEAK.txt" in client_of(ALICE.at(TWIN)).get(TAB).text
    assert "LEAK" not in client_of(ALICE).get(TAB).text
    assert client_of(ALICE).get("/files/17").status_code == 404
