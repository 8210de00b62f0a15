"""The blueprint that the pages hang on."""

from crm.web.pages import Pages

pages = Pages("home", "crm.home")
