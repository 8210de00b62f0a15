"""A class of contacts as typed."""

from crm.contacts.forms.access import Grants
from crm.contacts.forms.types import TypeShape
from crm.kernel.forms import Shape


class ClassShape(TypeShape):
    """A class of contacts: its name, its labels per language where they differ, its colour."""


class ClassGrantsShape(Shape):
    """Who reaches the contacts of a class."""

    grants: Grants
