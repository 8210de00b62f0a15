"""Workflows, and the mails about cases."""

from typing import Final

PATTERNS: Final = """
words a mail
  some                 ok    ok    403   403   403   403   out
  random               404   404   403   403   403   403   out

manages a workflow
  some                 ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out
"""

ROUTES: Final = """
GET  /settings/case-mails                            admins
GET  /settings/case-mails/<mail_kind>/<language>     words a mail
POST /settings/case-mails/<mail_kind>/<language>     words a mail
POST /settings/case-mails/<mail_kind>/<language>/preview words a mail
POST /settings/case-mails/<mail_kind>/<language>/usual words a mail

GET  /settings/workflows                             admins
POST /settings/workflows                             admins
GET  /settings/workflows/new                         admins
GET  /settings/workflows/people                      admins
POST /settings/workflows/picture                     admins
GET  /settings/workflows/<workflow_id>               manages a workflow
POST /settings/workflows/<workflow_id>               manages a workflow
POST /settings/workflows/<workflow_id>/archive       manages a workflow
POST /settings/workflows/<workflow_id>/return        manages a workflow
GET  /settings/workflows/<workflow_id>/simulation    manages a workflow
GET  /settings/workflows/<workflow_id>/versions      manages a workflow
GET  /settings/workflows/<workflow_id>/versions/<number> manages a workflow
POST /settings/workflows/<workflow_id>/versions/<number>/restoration manages a workflow

GET  /api/v1/workflows                               signed in
POST /api/v1/workflows                               admins
POST /api/v1/workflows/validation                    admins
GET  /api/v1/workflows/<workflow_id>                 manages a workflow
PATCH /api/v1/workflows/<workflow_id>                manages a workflow
DELETE /api/v1/workflows/<workflow_id>               manages a workflow
GET  /api/v1/workflows/<workflow_id>/versions        manages a workflow
GET  /api/v1/workflows/<workflow_id>/versions/<number> manages a workflow
POST /api/v1/workflows/<workflow_id>/restorations    manages a workflow
POST /api/v1/workflows/<workflow_id>/simulations     manages a workflow
POST /api/v1/workflows/simulation                    admins
GET  /api/v1/mail-templates                          admins
GET  /api/v1/mail-templates/<mail_kind>/<language>   words a mail
PATCH /api/v1/mail-templates/<mail_kind>/<language>  words a mail
DELETE /api/v1/mail-templates/<mail_kind>/<language> words a mail
POST /api/v1/mail-templates/<mail_kind>/<language>/sample words a mail
POST /api/v1/mail-templates/<mail_kind>/<language>/tests words a mail
"""
