"""The resources that the doors of workflows hang on."""

from crm.web.api.resources import Resource

api = Resource("workflows_api", __name__, tag="Workflows")
api_of_mails = Resource("mail_templates_api", __name__, tag="Mails about cases")
