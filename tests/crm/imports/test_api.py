"""Programs import as people do: upload, check, run, watch, take the rest, undo."""

from io import BytesIO

import pytest

from tests.crm.imports.reading.books import ods, packed
from tests.kit.cast import MAX, OLGA, SEVER

FILE = "Фамилия;Имя;E-mail\nЯхонтов;Пётр;yahontov@new.example\nЯгодина;Анна;broken\n"
API = "/api/v1/imports"
OLD = [["First name"], ["Ann"]]
NEW = [["Last name", "First name", "Birthday"], ["Sheeted", "Ann", "05/06/1980"]]


def sent(api, content=FILE):
    """Upload the file; returns its address and what is told of it."""
    octets = content if isinstance(content, bytes) else content.encode()
    answer = api.post(API, data={"file": (BytesIO(octets), "contacts.csv")})
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


@pytest.mark.promise("IMP-1")
def test_a_program_chooses_the_sheet_and_the_order_of_dates(api_of, run_jobs, contact_called):
    api = api_of(MAX)
    place, told = sent(api, ods(OLD, New=NEW))
    first = told["reading"]

    read = api.post(f"{place}/reading", json={"sheet": "New", "dates": "mdy"})
    api.post(f"{place}/check", json={})
    run_jobs()
    api.post(f"{place}/run", json={})
    run_jobs()

    assert (first["kind"], first["sheet"], first["sheets"]) == ("ods", "Sheet", ["Sheet", "New"])
    assert read.status_code == 201
    assert (read.json["reading"]["sheet"], read.json["reading"]["dates"]) == ("New", "mdy")
    assert [column["target"] for column in read.json["columns"]] == ["last_name", "first_name", "birthday"]
    assert contact_called("Sheeted").born_on.isoformat() == "1980-05-06"
    assert api.post(f"{place}/reading", json={}).status_code == 409


@pytest.mark.promise("IMP-1")
def test_a_program_chooses_the_file_in_a_zip_and_its_encoding(api_of):
    api = api_of(MAX)
    files = {"a.csv": b"First name\nAnn\n", "b.csv": "Фамилия;Имя\nЯхонтов;Пётр\n".encode("koi8-r")}
    place, told = sent(api, packed(files))

    chosen = {"member": "b.csv", "encoding": "koi8-r"}
    read = api.post(f"{place}/reading", json=chosen).json
    wrong = api.post(f"{place}/reading", json={"member": "c.csv"})
    odd = api.post(f"{place}/reading", json={"encoding": "rot13", "dates": "ydm"})
    still = api.get(place).json

    assert (told["reading"]["member"], told["reading"]["members"]) == ("a.csv", ["a.csv", "b.csv"])
    assert {name: read["reading"][name] for name in chosen} == chosen
    assert [column["heading"] for column in read["columns"]] == ["Фамилия", "Имя"]
    assert (wrong.status_code, wrong.json["type"].rpartition("/")[2]) == (422, "unreadable-file")
    assert set(odd.json["errors"]) == {"encoding", "dates"}
    assert still == read


def test_a_file_read_in_another_way_is_to_be_checked_again(api_of, run_jobs):
    api = api_of(MAX)
    place, _told = sent(api)
    api.post(f"{place}/check", json={})
    run_jobs()

    read = api.post(f"{place}/reading", json={"header": False}).json

    assert (read["stage"], read["new"], read["rows"]) == ("mapping", 0, 3)
    assert api.post(f"{place}/run", json={}).status_code == 409
    assert api.post(f"{place}/reading", json={}).json["reading"]["header"] is True
