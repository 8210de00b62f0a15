"""Personal data: exports and erasures. Objects of their own are made by the tests of the package."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

answers for a person
  own                  ok    ok    403   403   403   403   out
  colleagues           ok    ok    403   403   403   403   out
  other_groups         ok    ok    403   403   403   403   out
  readable             ok    ok    403   403   403   403   out
  writable             ok    ok    403   403   403   403   out
  deleted              ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

nobody's yet           404   404   403   403   403   403   out
"""

ROUTES: Final = """
POST /contacts/<contact_id>/subject-export           answers for a person
GET  /subject-exports/<export_id>                    nobody's yet
GET  /subject-exports/<export_id>/progress           nobody's yet
POST /subject-exports/<export_id>/cancellation       nobody's yet
GET  /subject-exports/<export_id>/archive            nobody's yet
GET  /contacts/<contact_id>/erasure                  answers for a person
POST /contacts/<contact_id>/erasure                  answers for a person
GET  /settings/erasures                              admins
GET  /settings/erasures/<erasure_id>                 nobody's yet
GET  /settings/erasures/<erasure_id>/progress        nobody's yet

POST /api/v1/contacts/<contact_id>/subject-export    answers for a person
GET  /api/v1/contacts/<contact_id>/subject-export    nobody's yet
GET  /api/v1/contacts/<contact_id>/subject-export/archive nobody's yet
POST /api/v1/contacts/<contact_id>/erasure           answers for a person
GET  /api/v1/contacts/<contact_id>/erasure           nobody's yet
"""
