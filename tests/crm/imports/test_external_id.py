"""A contact keeps what another program calls it; an export of it comes back."""

import pytest

from tests.kit.cast import MAX, SEVER

FILE = "Код клиента;Фамилия;Имя\n00017;Яхонтов;Пётр\nК-18;Ягодина;Анна\n"
EXPORTS = "/api/v1/contacts/exports"


@pytest.mark.promise("IMP-2")
def test_the_number_of_another_program_is_kept_as_it_is(journey, contact_called):
    way = journey(MAX.at(SEVER))

    columns = way.upload(FILE)
    way.check()
    way.run()

    assert "Внешний ID" in columns
    assert contact_called("Яхонтов", SEVER).external_id == "00017"
    assert contact_called("Ягодина", SEVER).external_id == "К-18"


@pytest.mark.promise("IMP-8")
def test_an_export_of_it_comes_back(journey, contact_called, api_of, run_jobs):
    way, api = journey(MAX.at(SEVER)), api_of(MAX.at(SEVER))
    way.upload(FILE)
    way.check()
    way.run()
    columns = ["last_name", "first_name", "external_id"]
    asked = api.post(f"{EXPORTS}?q=Яхонтов", json={"matching": True, "format": "csv", "columns": columns})
    assert asked.status_code == 201, asked.json
    run_jobs()
    table = api.get(f"{asked.headers['Location']}/content").data
    assert api.delete(f"/api/v1/contacts/{contact_called('Яхонтов', SEVER).id}").status_code == 204

    again = journey(MAX.at(SEVER))
    again.upload(table)
    again.check()
    again.run()

    assert contact_called("Яхонтов", SEVER).external_id == "00017"
