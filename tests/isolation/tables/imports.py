"""Imports: for admins, each their own. Objects of their own are made by the tests of the package."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

importers              ok    ok    403   403   403   403   out

nobody's file          404   404   403   403   403   403   out
"""

ROUTES: Final = """
GET  /imports                                        importers
POST /imports                                        importers
GET  /imports/<import_id>                            nobody's file
GET  /imports/<import_id>/progress                   nobody's file
GET  /imports/<import_id>/rows                       nobody's file
POST /imports/<import_id>/reading                    nobody's file
POST /imports/<import_id>/check                      nobody's file
POST /imports/<import_id>/run                        nobody's file
POST /imports/<import_id>/decisions                  nobody's file
POST /imports/<import_id>/questions                  nobody's file
POST /imports/<import_id>/selection                  nobody's file
POST /imports/<import_id>/cancellation               nobody's file
POST /imports/<import_id>/removal                    nobody's file

POST /api/v1/imports                                 importers
GET  /api/v1/imports/<import_id>                     nobody's file
POST /api/v1/imports/<import_id>/reading             nobody's file
POST /api/v1/imports/<import_id>/check               nobody's file
POST /api/v1/imports/<import_id>/run                 nobody's file
POST /api/v1/imports/<import_id>/cancellation        nobody's file
GET  /api/v1/imports/<import_id>/lines               nobody's file
POST /api/v1/imports/<import_id>/decisions           nobody's file
GET  /api/v1/imports/<import_id>/rows                nobody's file
"""
