"""What a workflow is called, and where a new one comes from."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from crm.kernel.forms import Label, LongLine, OptionalId, Shape
from crm.workflows.definition import Definition

LARGEST_NUMBER: Final = 2**31 - 1


class NameShape(Shape):
    """What a workflow is called, and what it is for."""

    name: Annotated[Label, StringConstraints(min_length=1)]
    help: LongLine = ""
    """What it is for, in a sentence."""


class NewWorkflowShape(NameShape):
    """A workflow to be, with its steps or made from another one."""

    definition: Definition | None = None
    """Its steps; those of the copied workflow, if null."""
    copy_of: OptionalId = None
    """The workflow whose steps it begins with."""


class RestorationShape(Shape):
    """Which version is to be in force again."""

    number: Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]


class DefinitionShape(Shape):
    """A definition to be looked at."""

    definition: Definition
