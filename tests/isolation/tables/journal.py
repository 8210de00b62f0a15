"""Acts: Alice has deleted the contact of standing DELETED; acts of others are there for admins alone."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

reads an act
  alices               ok    ok    ok    404   404   404   out
  random               404   404   404   404   404   404   out

brings back
  contacts             ok    ok    ok    404   404   404   out
  nothings             404   404   404   404   404   404   out

removes for good
  contacts             ok    ok    403   403   403   403   out
  nothings             404   404   403   403   403   403   out
"""

ROUTES: Final = """
GET  /acts/<act_id>                                  reads an act
GET  /acts/<act_id>/undoing                          reads an act
POST /acts/<act_id>/undoing                          reads an act
GET  /acts/<act_id>/progress                         reads an act
POST /acts/<act_id>/cancellation                     reads an act
GET  /bin                                            signed in
POST /bin/restoration                                signed in
GET  /bin/<kind>/<record_id>/restoration             brings back
POST /bin/<kind>/<record_id>/restoration             brings back
GET  /bin/<kind>/<record_id>/removal                 removes for good
POST /bin/<kind>/<record_id>/removal                 removes for good
GET  /api/v1/bin                                     signed in
POST /api/v1/bin/<kind>/<record_id>/restoration      brings back
GET  /api/v1/acts/<act_id>                           reads an act
POST /api/v1/acts/<act_id>/undoing                   reads an act
"""
