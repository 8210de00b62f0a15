"""The blueprint that all routes of saved views hang on."""

from crm.web.api.resources import Resource

api = Resource("views_api", "crm.views", tag="Views")
