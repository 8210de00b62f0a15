"""Saved views: Alice's own, Carol's for everybody, Bob's for his group, which Alice is in, too."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

opens a view
  alices               404   404   ok    404   404   404   out
  everybodys           ok    ok    ok    ok    ok    ok    out
  groups               404   404   ok    ok    404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

changes a view
  alices               404   404   ok    404   404   404   out
  everybodys           ok    ok    403   403   ok    403   out
  groups               404   404   403   ok    404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

moves a view
  alices               404   404   ok    404   404   404   out
  everybodys           403   403   403   403   ok    403   out
  groups               404   404   403   ok    404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out
"""

ROUTES: Final = """
GET  /views                                          signed in
GET  /views/counts                                   signed in
GET  /views/new                                      signed in
POST /views                                          signed in
GET  /views/<view_id>                                opens a view
GET  /views/<view_id>/settings                       changes a view
POST /views/<view_id>/settings                       changes a view
POST /views/<view_id>/state                          changes a view
POST /views/<view_id>/deletion                       changes a view
POST /views/<view_id>/place                          moves a view
POST /views/<view_id>/opening                        opens a view
GET  /api/v1/views                                   signed in
POST /api/v1/views                                   signed in
GET  /api/v1/views/<view_id>                         opens a view
PATCH /api/v1/views/<view_id>                        changes a view
DELETE /api/v1/views/<view_id>                       changes a view
"""
