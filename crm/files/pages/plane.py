"""The blueprint that all pages of files hang on."""

from crm.web.pages import Pages

pages = Pages("files", "crm.files")
