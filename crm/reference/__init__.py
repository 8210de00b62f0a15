"""Pages that explain the JSON API to people, and let them try it (API-1).

They are made of the description that the API gives of itself (``crm.web.api``): nothing is told twice. The
first page explains what all doors have in common and lists them; each group of doors has a page of its own.
A call is tried by the reader's browser with a token that they paste, which never reaches these pages.
"""
