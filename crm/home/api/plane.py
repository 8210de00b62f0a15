"""The resource that the routes hang on."""

from crm.web.api.resources import Resource

api = Resource("home_api", "crm.home", tag="Work")
