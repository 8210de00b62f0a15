"""The resource that the routes hang on."""

from crm.web.api.resources import Resource

api = Resource("notifications_api", "crm.notifications", tag="Notices")
