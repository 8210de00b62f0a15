"""Files and photos."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

sees a photo
  alices               ok    ok    ok    ok    ok    ok    out
  replaced             404   404   404   404   404   404   out
  own                  ok    ok    ok    404   404   404   out
  colleagues           ok    ok    404   ok    404   404   out
  other_groups         ok    ok    404   404   ok    404   out
  readable             ok    ok    ok    ok    ok    ok    out
  writable             ok    ok    ok    ok    ok    ok    out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

sees a file
  own                  ok    ok    ok    404   404   404   out
  colleagues           ok    ok    404   ok    404   404   out
  other_groups         ok    ok    404   404   ok    404   out
  readable             ok    ok    ok    ok    ok    ok    out
  writable             ok    ok    ok    ok    ok    ok    out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

changes files
  own                  ok    ok    ok    404   404   404   out
  colleagues           ok    ok    404   ok    404   404   out
  other_groups         ok    ok    404   404   ok    404   out
  readable             ok    ok    403   403   ok    403   out
  writable             ok    ok    ok    ok    ok    403   out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

own photo              404   404   ok    404   404   404   out

restores a photo
  alices               404   404   ok    404   404   404   out
  contacts             404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out
"""

ROUTES: Final = """
GET  /photos/<photo_key>                             sees a photo
POST /files/about/<about_id>/<about_kind>            changes files
GET  /files/<file_id>                                sees a file
GET  /files/<file_id>/name                           changes files
POST /files/<file_id>/name                           changes files
POST /files/<file_id>/deletion                       changes files
POST /files/<file_id>/restoration                    changes files

GET  /me/photo                                       signed in
POST /me/photo                                       signed in
POST /me/photo/removal                               signed in
POST /me/photo/<photo_id>/restoration                restores a photo

GET  /api/v1/contacts/<contact_id>/files             sees a contact
POST /api/v1/contacts/<contact_id>/files             edits a contact
GET  /api/v1/files/<file_id>                         sees a file
GET  /api/v1/files/<file_id>/content                 sees a file
PATCH /api/v1/files/<file_id>                        changes files
DELETE /api/v1/files/<file_id>                       changes files
POST /api/v1/files/<file_id>/restoration             changes files
GET  /api/v1/contacts/<contact_id>/photo             sees a contact
PUT  /api/v1/contacts/<contact_id>/photo             edits a contact
DELETE /api/v1/contacts/<contact_id>/photo           edits a contact
GET  /api/v1/me/photo                                own photo
PUT  /api/v1/me/photo                                signed in
DELETE /api/v1/me/photo                              signed in

GET  /contacts/<contact_id>/photo                    edits a contact
POST /contacts/<contact_id>/photo                    edits a contact
POST /contacts/<contact_id>/photo/removal            edits a contact
"""
