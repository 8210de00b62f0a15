"""The resource that the routes of files and photos hang on."""

from crm.web.api.resources import Resource

api = Resource("files_api", "crm.files", tag="Files")
