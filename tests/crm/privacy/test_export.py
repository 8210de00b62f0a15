"""Exporting what is held about a person: all of it, for programs and for people, for a time (CON-22)."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update

from crm.files.models import StoredFile
from crm.kernel.db import db
from crm.privacy.facts import SubjectExported, SubjectExportReady
from tests.crm.privacy.conftest import EMAIL, MARK
from tests.kit.cast import ALICE, MAX, NED, NORTH, OLGA, SEVER, Standing

OWN = f"/contacts/{int(Standing.OWN)}"


@pytest.mark.promise("CON-22")
def test_the_archive_holds_everything_that_is_kept(a_person, client_of, run_jobs, facts_of):
    person = a_person()
    pages = client_of(MAX)

    place = pages.post(f"/contacts/{person.id}/subject-export").headers["Location"]
    assert "are being gathered" in pages.get(place).text
    run_jobs()
    shown = pages.get(place).text
    archive = _opened(pages.get(f"{place}/archive"))

    assert "Download" in shown
    kept = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("data/")}
    contacts = kept["data/contact.json"]
    assert [contact["id"] for contact in contacts] == [person.id, person.merged_id]
    assert contacts[0]["first_name"] == f"Ivan{MARK}"
    assert EMAIL in [comm["value"] for comm in contacts[0]["comms"]]
    assert f"{MARK} value" in contacts[0]["custom"].values()
    assert {entry["body"] for entry in kept["data/entries.json"]} == {f"{MARK} note", f"{MARK} doomed note"}
    assert [link["role"] for link in kept["data/links.json"]] == [f"{MARK} chief"]
    assert {line["note"] for line in kept["data/consents.json"]} == {f"{MARK} folder"}
    assert all(line["text"] for line in kept["data/consents.json"])
    assert any(
        f"{MARK} about" == (change["before"] or {}).get("description") for change in kept["data/changes.json"]
    )
    assert "contacts.ContactCreated" in {fact["name"] for fact in kept["data/history.json"]}
    files = [row["file"] for row in kept["data/files.json"]]
    assert len(files) == 6
    texts = [name for name in files if name.endswith(".txt")]
    assert {archive.read(name) for name in texts} == {f"{MARK}-body".encode()}
    manifest = json.loads(archive.read("manifest.json"))
    assert {part["file"]: part["count"] for part in manifest["parts"]} == {n: len(kept[n]) for n in kept}
    assert any(fact == SubjectExported(contact_id=person.id, run_id=_run_id(place)) for fact in facts_of())
    assert "Personal data exported by" in pages.get(f"/contacts/{person.id}?tab=history").text


@pytest.mark.promise("CON-22")
def test_who_asked_is_told_by_the_bell_and_nobody_else_gets_it(client_of, run_jobs, facts_of):
    place = client_of(MAX).post(f"{OWN}/subject-export").headers["Location"]
    run_jobs()

    assert any(isinstance(fact, SubjectExportReady) and fact.for_id == MAX.id for fact in facts_of())
    notices = client_of(MAX).get("/notices").text
    assert "The personal data that you asked for can be downloaded now" in notices
    assert place in notices
    assert client_of(OLGA).get(place).status_code == 404
    assert client_of(OLGA).get(f"{place}/archive").status_code == 404
    assert client_of(ALICE).get(f"{place}/archive").status_code == 403


def test_managers_and_observers_may_not(client_of, api_of):
    for person in (ALICE, NED):
        assert client_of(person).post(f"{OWN}/subject-export").status_code == 403
        assert api_of(person).post(f"/api/v1{OWN}/subject-export", json={}).status_code == 403
    assert "Export personal data" in client_of(MAX).get(OWN).text
    assert "Export personal data" not in client_of(ALICE).get(OWN).text


def test_asking_twice_makes_one_run(client_of, in_scope, run_jobs):
    pages = client_of(MAX)

    places = {pages.post(f"{OWN}/subject-export").headers["Location"] for _click in range(2)}

    assert len(places) == 1
    assert run_jobs().count("privacy.export") == 1


def test_the_archive_goes_after_seven_days(client_of, in_scope, run_jobs, sightings, instance_settings):
    pages = client_of(MAX)
    place = pages.post(f"{OWN}/subject-export").headers["Location"]
    run_jobs()
    from crm.privacy.actions.expiring import remove_expired

    with in_scope(NORTH):
        assert remove_expired() == 0
        file = db.session.scalars(select(StoredFile).where(StoredFile.about_kind == "subject_export")).one()
        key = file.key
        db.session.execute(update(StoredFile).where(StoredFile.id == file.id).values(made_at="2026-01-01"))
    with in_scope(NORTH) as entry:
        assert remove_expired() == 1
        folder = instance_settings.data / "files" / entry.schema

    assert not (folder / key[:2] / key).exists()
    assert pages.get(f"{place}/archive").status_code == 410
    assert "The archive was removed" in pages.get(place).text


def test_it_can_be_stopped(client_of, run_jobs):
    pages = client_of(MAX)
    place = pages.post(f"{OWN}/subject-export").headers["Location"]

    pages.post(f"{place}/cancellation")
    run_jobs()

    assert "The export was stopped." in pages.get(place).text
    assert pages.get(f"{place}/archive").status_code == 410


@pytest.mark.promise("CON-22")
@pytest.mark.promise("API-1")
def test_the_same_by_the_api(api_of, run_jobs):
    api, place = api_of(MAX), f"/api/v1{OWN}/subject-export"
    assert api.get(place).status_code == 404

    asked = api.post(place, json={})
    assert (asked.status_code, asked.json["state"], asked.json["download_url"]) == (201, "waiting", None)
    assert api.get(f"{place}/archive").status_code == 410
    run_jobs()
    done = api.get(place).json
    archive = _opened(api.get(f"{place}/archive"))

    assert done["state"] == "done"
    assert done["size"] > 0
    assert done["done"] == done["total"]
    assert done["download_url"].endswith(f"{place}/archive")
    assert json.loads(archive.read("data/contact.json"))[0]["id"] == Standing.OWN
    assert api_of(OLGA).get(place).status_code == 404


def test_a_token_needs_the_scope(api_of, client_of, in_scope):
    from crm.team.models import ApiToken

    with in_scope(NORTH):
        db.session.execute(update(ApiToken).where(ApiToken.id == MAX.id).values(scopes=["contact:write"]))
    assert api_of(MAX).post(f"/api/v1{OWN}/subject-export", json={}).status_code == 403
    with in_scope(NORTH):
        db.session.execute(update(ApiToken).where(ApiToken.id == MAX.id).values(scopes=["privacy:write"]))
    assert api_of(MAX).post(f"/api/v1{OWN}/subject-export", json={}).status_code == 404


@pytest.mark.promise("CON-22")
@pytest.mark.promise("L10-1")
def test_the_page_inside_speaks_the_readers_language(client_of, run_jobs):
    pages = client_of(MAX.at(SEVER))
    assert "Выгрузить персональные данные" in pages.get(OWN).text
    place = pages.post(f"{OWN}/subject-export").headers["Location"]
    run_jobs()

    page = _opened(pages.get(f"{place}/archive")).read("index.html").decode()

    assert '<html lang="ru">' in page
    assert "Персональные данные" in page
    assert "Заметка" in page
    assert "Фамилия" in page


def test_a_file_whose_bytes_are_missing_is_told_of(client_of, run_jobs, in_scope):
    from crm.files.store import store

    with in_scope(NORTH):
        of_contact = StoredFile.about_kind == "contact", StoredFile.about_id == int(Standing.OWN)
        keys = db.session.scalars(select(StoredFile.key).where(*of_contact, StoredFile.use == "file")).all()
        store().delete(keys)
    pages = client_of(MAX)
    place = pages.post(f"{OWN}/subject-export").headers["Location"]
    run_jobs()
    archive = _opened(pages.get(f"{place}/archive"))

    assert json.loads(archive.read("manifest.json"))["missing_files"]
    assert "their content is missing" in archive.read("index.html").decode()


def _opened(answer: Any) -> zipfile.ZipFile:
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(BytesIO(answer.data))


def _run_id(place: str) -> int:
    return int(place.rpartition("/")[2])
