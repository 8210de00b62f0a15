"""The resource that this package's routes hang on."""

from crm.web.api.resources import Resource

api = Resource("team_api", "crm.team.api", tag="People")
