"""The blueprint that all pages of fields hang on."""

from crm.web.pages import Pages

pages = Pages("fields", "crm.fields")
