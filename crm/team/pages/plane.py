"""The blueprint that all pages of the team hang on."""

from crm.web.pages import Pages

pages = Pages("team", "crm.team")
