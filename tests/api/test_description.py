"""The API's description of itself."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from crm.web.api.problems import Problem
from tests.kit.cast import ALICE, NORTH, SEVER

DESCRIPTION = "/api/v1/openapi.json"


@pytest.fixture
def description(anonymous):
    """The description as anybody gets it."""
    return anonymous(NORTH).get(DESCRIPTION).json


@pytest.mark.promise("API-1")
def test_the_description_is_valid_openapi(description):
    assert description["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_it_names_the_workspaces_own_address(anonymous):
    for business in (NORTH, SEVER):
        servers = anonymous(business).get(DESCRIPTION).json["servers"]

        assert servers == [{"url": f"http://{business.host}"}]


def test_every_door_of_the_api_is_described(app, description):
    doors = [door for door in app.extensions["artel_product"].doors if door.kind == "api"]

    described = {(path, method) for path, operations in description["paths"].items() for method in operations}
    expected = {(_path(door.rule), door.method.lower()) for door in doors if door.rule != DESCRIPTION}
    assert described == expected


def test_every_operation_is_told_whole(description):
    for operations in description["paths"].values():
        for method, operation in operations.items():
            responses = set(operation["responses"])

            assert operation["summary"].endswith(".")
            assert operation["operationId"]
            assert operation["security"][0].keys() == {"token"}
            assert {"401", "429", "500", "503"} <= responses
            if method in ("post", "patch"):
                assert operation["requestBody"]["required"]
                assert {"400", "409", "413", "415", "422"} <= responses
            if operation["parameters"]:
                assert all(parameter["description"] for parameter in operation["parameters"])


def test_operations_have_names_of_their_own(description):
    names = [
        operation["operationId"] for path in description["paths"].values() for operation in path.values()
    ]

    assert len(names) == len(set(names))


def test_the_narrowest_scope_of_each_operation_is_told(description):
    contacts = description["paths"]["/api/v1/contacts"]

    assert contacts["get"]["security"] == [{"token": ["contact:read"]}]
    assert contacts["post"]["security"] == [{"token": ["contact:write"]}]


def test_every_shape_has_a_plain_name_and_is_used(description):
    told = str(description)

    for name in description["components"]["schemas"]:
        assert name.isidentifier()
        assert f"#/components/schemas/{name}'" in told


def test_a_refusal_is_what_the_description_says(api_of):
    refused = api_of(ALICE).post("/api/v1/contacts", json={}).json

    assert Problem.model_validate(refused, strict=True).model_dump(exclude_defaults=True) == refused


def test_it_tells_nothing_on_the_apex(anonymous):
    assert anonymous("artel.example").get(DESCRIPTION).status_code == 404


def _path(rule: str) -> str:
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule)
