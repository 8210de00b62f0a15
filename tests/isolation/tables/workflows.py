"""Workflows, and the mails about cases."""

from typing import Final

PATTERNS: Final = """
words a mail
  some                 ok    ok    403   403   403   403   out
  random               404   404   403   403   403   403   out
"""

ROUTES: Final = """
GET  /settings/case-mails                            admins
GET  /settings/case-mails/<mail_kind>/<language>     words a mail
POST /settings/case-mails/<mail_kind>/<language>     words a mail
POST /settings/case-mails/<mail_kind>/<language>/preview words a mail
POST /settings/case-mails/<mail_kind>/<language>/usual words a mail

GET  /api/v1/mail-templates                          admins
GET  /api/v1/mail-templates/<mail_kind>/<language>   words a mail
PATCH /api/v1/mail-templates/<mail_kind>/<language>  words a mail
DELETE /api/v1/mail-templates/<mail_kind>/<language> words a mail
POST /api/v1/mail-templates/<mail_kind>/<language>/sample words a mail
POST /api/v1/mail-templates/<mail_kind>/<language>/tests words a mail
"""
