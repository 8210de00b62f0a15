"""The resource that the routes hang on."""

from typing import Final

from crm.web.api.resources import Resource

api = Resource("imports_api", "crm.imports", tag="Imports")
ONE: Final = "/imports/<int:import_id>"
