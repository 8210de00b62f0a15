"""The blueprint that all routes of fields hang on."""

from crm.web.api.resources import Resource

api = Resource("fields_api", "crm.fields", tag="Fields")
