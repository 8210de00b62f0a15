"""Unique values that another contact got between the check of a file and its import (IMP-4)."""

import pytest

from tests.kit.cast import MAX, OLGA

FILE = "Last name,First name,Code\nZimin,Oleg,100\nZuev,Ilya,200\nZubov,Petr,300\n"


@pytest.mark.promise("IMP-4", "IMP-6")
@pytest.mark.parametrize("codes", [["200"], ["100", "200", "300"]])
def test_their_rows_are_left_out_and_told_of_and_the_others_come(journey, api_of, contact_called, codes):
    made = api_of(MAX).post(
        "/api/v1/fields", json={"record": "contact", "type": "text", "name": "Code", "unique": True}
    )
    key = str(made.json["id"])
    way = journey()
    way.upload(FILE)
    way.check(targets__=["last_name", "first_name", f"field:{key}"])
    for code in codes:
        body = {"kind": "person", "last_name": "Other", "first_name": code, "custom": {key: code}}
        assert api_of(OLGA).post("/api/v1/contacts", json=body).status_code == 201

    page = way.run()

    assert "Code: Another record has this value already." in page
    table = way.client.get(f"{way.place}/rows").data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in table[1:]] == [
        line.split(",") for line in FILE.splitlines()[1:] if line.endswith(tuple(codes))
    ]
    for name, code in (("Zimin", "100"), ("Zuev", "200"), ("Zubov", "300")):
        assert (contact_called(name) is None) == (code in codes)
