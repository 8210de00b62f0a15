"""Programs import as people do: upload, check, run, watch, take the rest, undo."""

from io import BytesIO

import pytest

from tests.kit.cast import MAX, OLGA, SEVER

FILE = "Фамилия;Имя;E-mail\nЯхонтов;Пётр;yahontov@new.example\nЯгодина;Анна;broken\n"
API = "/api/v1/imports"


def sent(api, content=FILE):
    """Upload the file; returns its address and what is told of it."""
    answer = api.post(API, data={"file": (BytesIO(content.encode()), "contacts.csv")})
    assert answer.status_code == 201, answer.json
    return answer.headers["Location"], answer.json


@pytest.mark.promise("IMP-5")
def test_a_program_imports_a_file_and_takes_it_back(api_of, run_jobs, contact_called):
    api = api_of(MAX.at(SEVER))
    place, told = sent(api)
    assert [column["target"] for column in told["columns"]] == ["last_name", "first_name", "email"]
    assert told["columns"][0]["reason"] == "по заголовку"

    assert api.post(f"{place}/check", json={}).status_code == 201
    run_jobs()
    checked = api.get(place).json
    assert api.post(f"{place}/run", json={}).status_code == 201
    run_jobs()
    done = api.get(place).json
    rows = api.get(f"{place}/rows")

    assert (checked["stage"], checked["new"], checked["faulty"]) == ("checked", 1, 1)
    assert (done["stage"], done["contacts"]) == ("done", 1)
    assert "Это не похоже на" in rows.data.decode("utf-8-sig")
    assert contact_called("Яхонтов", SEVER).first_name == "Пётр"
    assert api.post(f"/api/v1/acts/{done['act_id']}/undoing", json={}).status_code in (200, 201)
    assert contact_called("Яхонтов", SEVER) is None


def test_what_cannot_be_is_refused_in_words(api_of):
    api = api_of(MAX)
    place, _told = sent(api)

    early = api.post(f"{place}/run", json={})
    wrong = api.post(f"{place}/check", json={"targets": ["email", "nonsense", ""]})
    empty = api.post(API, data={"file": (BytesIO(b""), "contacts.csv")})

    assert (early.status_code, wrong.status_code, empty.status_code) == (409, 422, 422)
    assert set(wrong.json["errors"]) == {"targets", "targets.1"}


def test_an_import_of_somebody_else_is_not_there(api_of):
    place, _told = sent(api_of(MAX))

    assert api_of(OLGA).get(place).status_code == 404
    assert api_of(OLGA).post(f"{place}/run", json={}).status_code == 404
