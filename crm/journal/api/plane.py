"""The blueprint that the journal's routes hang on."""

from crm.web.api.resources import Resource

api = Resource("journal_api", "crm.journal", tag="Acts and the bin")
