"""The resource that the routes hang on."""

from typing import Final

from crm.web.api.resources import Resource

api = Resource("privacy_api", "crm.privacy", tag="Personal data")
OF_CONTACT: Final = "/contacts/<int:contact_id>"
