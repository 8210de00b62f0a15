"""Consents: the ledger of a contact, and what consent is asked for."""

from typing import Final

PATTERNS: Final = ""

ROUTES: Final = """
GET  /contacts/<contact_id>/consents                 edits a contact
POST /contacts/<contact_id>/consents                 edits a contact
GET  /settings/consent-purposes                      admins
POST /settings/consent-purposes                      admins
GET  /settings/consent-purposes/<purpose_id>         manages a list
POST /settings/consent-purposes/<purpose_id>         manages a list
POST /settings/consent-purposes/<purpose_id>/archive manages a list
POST /settings/consent-purposes/<purpose_id>/return  manages a list

GET  /api/v1/contacts/<contact_id>/consents          sees a contact
POST /api/v1/contacts/<contact_id>/consents          edits a contact
GET  /api/v1/consent-purposes                        signed in
POST /api/v1/consent-purposes                        admins
PATCH /api/v1/consent-purposes/<purpose_id>          manages a list
"""
