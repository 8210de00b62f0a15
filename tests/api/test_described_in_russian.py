"""What the fields of contacts, tasks and workflows say in the API's description is told in Russian, too."""

import re
import sys

import pytest
from pydantic import BaseModel

from crm.kernel.docstrings import of_fields
from tests.kit.cast import SEVER

MODULES = (
    "crm.contacts.api", "crm.contacts.forms", "crm.tasks.api", "crm.tasks.forms", "crm.workflows.api",
    "crm.workflows.forms", "crm.workflows.definition",
)  # fmt: skip
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@pytest.fixture
def shapes(anonymous):
    """The shapes of the packages' own modules, by name, as the description has them in Russian."""
    answer = anonymous(SEVER).get("/api/v1/openapi.json", headers={"Accept-Language": "ru"})
    described = answer.json["components"]["schemas"]
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(MODULES)]
    shapes = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    own = [one for one in shapes if issubclass(one, BaseModel) and one.__module__.startswith(MODULES)]
    return {one.__name__: (one, described[one.__name__]) for one in own if one.__name__ in described}


def test_every_field_that_says_something_says_it_in_russian(shapes):
    silent = [
        f"{name}.{field}: {told['description']}"
        for name, (shape, described) in shapes.items()
        for field, told in described.get("properties", {}).items()
        if field in shape.__annotations__ and told.get("description")
        if not CYRILLIC.search(told["description"])
    ]

    assert {"AccessOut", "BulkIn", "ContactIn", "ContactClassOut", "ContactOut", "TagMergeShape"} & set(
        shapes
    )
    assert {"TaskIn", "TaskOut", "TaskStepOut", "TaskTemplateOut", "TaskUnderstoodOut"} <= set(shapes)
    assert {"WorkflowOut", "Step", "MailTemplateOut", "SimulationShape"} <= set(shapes)
    assert len(shapes) > 50
    assert silent == []


def test_every_parameter_of_contacts_is_told_in_russian(anonymous):
    paths = anonymous(SEVER).get("/api/v1/openapi.json", headers={"Accept-Language": "ru"}).json["paths"]
    asked = {"type_id", "manager_id", "tag_id", "view", "on_duplicate", "on_losing_access", "counts", "kind"}

    told = {
        parameter["name"]: parameter["description"]
        for path, operations in paths.items() if "/contacts" in path or "/tags" in path
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
    }  # fmt: skip

    assert len(asked & told.keys()) > 5
    assert [name for name in asked & told.keys() if not CYRILLIC.search(told[name])] == []


def test_every_parameter_of_tasks_is_told_in_russian(anonymous):
    paths = anonymous(SEVER).get("/api/v1/openapi.json", headers={"Accept-Language": "ru"}).json["paths"]

    told = {
        parameter["name"]: parameter.get("description", "")
        for operation in paths["/api/v1/tasks"].values() for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }  # fmt: skip

    assert {"view", "whose", "assignee_id", "category_id", "about_kind", "about_id"} <= told.keys()
    assert [name for name in told if not CYRILLIC.search(told[name])] == []


def test_texts_under_fields_and_descriptions_are_for_the_translators():
    source = '''
class Shape:
    """Of a class: not these."""

    one: int = 1
    """Stands
    under it."""
    two: Annotated[int, Field(description="Stands in it.")]
    three: int
'''

    assert list(of_fields(source)) == ["Stands under it.", "Stands in it."]
