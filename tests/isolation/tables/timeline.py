"""The history of a contact: what people write down."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

reads the log
  some                 ok    ok    403   403   403   403   out
  random               404   404   403   403   403   403   out
"""

ROUTES: Final = """
POST /contacts/<contact_id>/entries                  edits a contact
GET  /contacts/<contact_id>/calls                    edits a contact
GET  /entries/<entry_id>                             sees a contact
GET  /entries/<entry_id>/edit                        manages a contact
POST /entries/<entry_id>                             manages a contact
POST /entries/<entry_id>/deletion                    manages a contact
POST /entries/<entry_id>/pinning                     edits a contact
POST /entries/<entry_id>/unpinning                   edits a contact

GET  /settings/audit                                 admins
GET  /settings/audit/<fact_id>                       reads the log
GET  /settings/audit.csv                             admins
GET  /api/v1/audit                                   admins
GET  /api/v1/audit/<fact_id>                         reads the log

GET  /api/v1/contacts/<contact_id>/history           sees a contact
POST /api/v1/contacts/<contact_id>/entries           edits a contact
GET  /api/v1/contacts/<contact_id>/entries/<entry_id>  sees a contact
PATCH /api/v1/contacts/<contact_id>/entries/<entry_id>  manages a contact
DELETE /api/v1/contacts/<contact_id>/entries/<entry_id>  manages a contact
"""
