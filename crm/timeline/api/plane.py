"""The resources that this package's routes hang on."""

from crm.web.api.resources import Resource

api = Resource("timeline_api", "crm.timeline", tag="History")
audit = Resource("audit_api", "crm.timeline", tag="Audit log")
