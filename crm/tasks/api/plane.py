"""The resource that the routes of tasks hang on."""

from crm.web.api.resources import Resource

api = Resource("tasks_api", "crm.tasks", tag="Tasks")
