"""The workspace's own fields, their sections, and how they are described."""

from typing import Final

PATTERNS: Final = """
sees a field
  some                 ok    ok    ok    ok    ok    ok    out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out
"""

ROUTES: Final = """
GET  /settings/fields                                admins
POST /settings/fields                                admins
GET  /settings/fields/new                            admins
POST /settings/fields/order                          admins
POST /settings/fields/preview                        admins
GET  /settings/fields/<field_id>                     manages a list
POST /settings/fields/<field_id>                     manages a list
POST /settings/fields/<field_id>/place               manages a list
GET  /settings/fields/<field_id>/type                manages a list
POST /settings/fields/<field_id>/type                manages a list
GET  /settings/fields/<field_id>/removal             manages a list
POST /settings/fields/<field_id>/removal             manages a list
GET  /settings/fields/<field_id>/progress            manages a list
POST /settings/fields/<field_id>/deletion            manages a list
POST /settings/fields/<field_id>/restoration         manages a list
POST /settings/field-sections                        admins
GET  /settings/field-sections/<section_id>           manages a list
POST /settings/field-sections/<section_id>           manages a list
POST /settings/field-sections/<section_id>/place     manages a list
POST /settings/field-sections/<section_id>/deletion  manages a list
POST /settings/field-sections/<section_id>/restoration manages a list

GET  /api/v1/fields                                  signed in
POST /api/v1/fields                                  admins
GET  /api/v1/fields/<field_id>                       sees a field
PATCH /api/v1/fields/<field_id>                      manages a list
DELETE /api/v1/fields/<field_id>                     manages a list
GET  /api/v1/field-sections                          signed in
POST /api/v1/field-sections                          admins
PATCH /api/v1/field-sections/<section_id>            manages a list
DELETE /api/v1/field-sections/<section_id>           manages a list
"""
