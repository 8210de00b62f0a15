"""Settings of cases: types, the series of numbers, names of statuses (CAS-1)."""

import pytest

from crm.cases.facts import CaseSetupChanged, CaseTypeAdded, CaseTypeEdited
from tests.kit.cast import ALICE, MAX, SEVER

pytestmark = pytest.mark.promise("CAS-1")


def test_a_prefix_holds_from_the_next_case_on(client_of, api_of, facts_of):
    page = client_of(MAX).get("/settings/cases").text
    assert "2026-0007" in page

    data = {"prefix": "W-", "digits": "3", "version": "1", "next_number": "120"}
    assert client_of(MAX).post("/settings/cases", data=data).status_code == 303

    assert api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"}).json["number"] == "W-120"
    assert api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"}).json["number"] == "W-121"
    assert isinstance(facts_of()[0], CaseSetupChanged)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prefix", "<b>"),
        ("digits", "99"),
        ("digits", "many"),
        ("next_number", "1"),
        ("next_number", "10000000001"),
    ],
)
def test_what_can_be_no_series_is_refused_beside_its_field(client_of, field, value):
    data = {"prefix": "", "digits": "4", "by_year": "1", field: value}

    answer = client_of(MAX).post("/settings/cases", data=data)

    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text


def test_a_status_is_called_as_the_workspace_calls_it(client_of):
    data = {"digits": "4", "by_year": "1", "open_en": "Just in", "open_ru": "Только что", "open_hue": "4"}
    assert client_of(MAX).post("/settings/cases", data=data).status_code == 303

    assert "Just in" in client_of(ALICE).get("/cases").text
    assert "Just in" in client_of(ALICE).get("/cases/board").text
    assert "Только что" not in client_of(ALICE).get("/cases").text


def test_types_are_added_put_aside_and_brought_back(client_of, api_of, facts_of):
    max_ = client_of(MAX)
    assert max_.post("/settings/case-types", data={"name": "Warranty", "hue": "2"}).status_code == 303
    assert max_.post("/settings/case-types", data={"name": "warranty", "hue": "2"}).status_code == 422
    kind = api_of(MAX).get("/api/v1/case-types").json["items"][-1]
    assert kind["name"] == "Warranty"
    case = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp", "type_id": kind["id"]}).json

    assert max_.post(f"/settings/case-types/{kind['id']}/archive").status_code == 303
    refused = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp", "type_id": kind["id"]})
    assert list(refused.json["errors"]) == ["type_id"]
    kept = api_of(ALICE).patch(f"/api/v1/cases/{case['id']}", json={"title": "Other"})
    assert kept.json["type_id"] == kind["id"]

    assert max_.post(f"/settings/case-types/{kind['id']}/return").status_code == 303
    assert [type(fact) for fact in facts_of() if type(fact).__name__.startswith("CaseType")] == [
        CaseTypeAdded, CaseTypeEdited, CaseTypeEdited,
    ]  # fmt: skip


def test_a_type_that_stays_in_its_place_is_no_change(api_of, facts_of):
    first, *rest = api_of(MAX).get("/api/v1/case-types").json["items"]

    api_of(MAX).patch(f"/api/v1/case-types/{first['id']}", json={"position": 0})
    assert [fact for fact in facts_of() if isinstance(fact, CaseTypeEdited)] == []

    api_of(MAX).patch(f"/api/v1/case-types/{first['id']}", json={"position": 99})
    items = api_of(MAX).get("/api/v1/case-types").json["items"]
    assert [kind["id"] for kind in items] == [*(kind["id"] for kind in rest), first["id"]]
    assert len([fact for fact in facts_of() if isinstance(fact, CaseTypeEdited)]) == 1


@pytest.mark.promise("L10-2")
def test_a_new_workspace_has_types_in_its_language(api_of):
    names = [kind["name"] for kind in api_of(ALICE.at(SEVER)).get("/api/v1/case-types").json["items"]]

    assert names == ["Вопрос", "Жалоба", "Просьба"]
