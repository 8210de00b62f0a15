"""Acts: Alice has deleted the contact of standing DELETED; acts of others are there for admins alone."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

reads an act
  alices               ok    ok    ok    404   404   404   out
  random               404   404   404   404   404   404   out
"""

ROUTES: Final = """
GET  /acts/<act_id>                                  reads an act
POST /acts/<act_id>/undoing                          reads an act
GET  /api/v1/acts/<act_id>                           reads an act
POST /api/v1/acts/<act_id>/undoing                   reads an act
"""
