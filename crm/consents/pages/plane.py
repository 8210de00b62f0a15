"""The blueprint that all pages of consents hang on."""

from crm.web.pages import Pages

pages = Pages("consents", "crm.consents")
