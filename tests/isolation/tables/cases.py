"""Cases: each about the contact of the same standing, and owned by its manager."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

finds no run
  own                  404   404   404   404   404   404   out
  colleagues           404   404   404   404   404   404   out
  other_groups         404   404   404   404   404   404   out
  readable             404   404   404   404   404   404   out
  writable             404   404   404   404   404   404   out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

tries no run again
  random               404   404   403   403   403   403   out

steers no run
  own                  404   404   404   404   404   403   out
  colleagues           404   404   404   404   404   403   out
  other_groups         404   404   404   404   404   403   out
  readable             404   404   404   404   404   403   out
  writable             404   404   404   404   404   403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

answers no run
  own                  404   404   404   404   404   403   out
  colleagues           404   404   404   404   404   403   out
  other_groups         404   404   404   404   404   403   out
  readable             404   404   404   404   404   403   out
  writable             404   404   404   404   404   403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

changes a comment
  own                  403   403   ok    404   404   403   out
  colleagues           403   403   404   ok    404   403   out
  other_groups         403   403   404   404   ok    403   out
  readable             403   403   403   403   ok    403   out
  writable             403   403   403   403   ok    403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out
"""

ROUTES: Final = """
GET  /cases/<case_id>/workflow/new                   edits a contact
POST /cases/<case_id>/workflow                       edits a contact
POST /cases/<case_id>/workflow/answers               answers no run
GET  /cases/<case_id>/workflow/steering/<act>        steers no run
POST /cases/<case_id>/workflow/steering/<act>        steers no run
GET  /settings/workflow-health                       admins
POST /settings/workflow-health/<run_id>/retry        tries no run again
GET  /api/v1/workflows/health                        admins
POST /api/v1/workflows/health/runs/<run_id>/retries  tries no run again
POST /api/v1/workflows/health/mails/<mail_id>/retries deals with trouble
GET  /answers/<secret>                               gone
POST /answers/<secret>                               gone
GET  /api/v1/cases/<case_id>/workflows               sees a contact
POST /api/v1/cases/<case_id>/workflows               edits a contact
GET  /api/v1/cases/<case_id>/workflows/<case_run_id> finds no run
POST /api/v1/cases/<case_id>/workflows/<case_run_id>/answers answers no run
POST /api/v1/cases/<case_id>/workflows/<case_run_id>/steering steers no run

GET  /cases                                          signed in
GET  /cases/board                                    signed in
GET  /cases/count                                    signed in
GET  /cases/filter                                   signed in
GET  /cases/filter/applied                           signed in
GET  /cases/offers/people                            signed in
GET  /cases/offers/contacts                          signed in
GET  /cases/new                                      writers
POST /cases                                          writers
GET  /cases/<case_id>                                sees a contact
POST /cases/<case_id>                                edits a contact
GET  /cases/<case_id>/edit                           edits a contact
GET  /cases/<case_id>/viewers                        edits a contact
GET  /cases/<case_id>/tabs/<key>                     sees a contact
GET  /cases/<case_id>/tabs.json                      sees a contact
GET  /cases/<case_id>/fields/<field>                 edits a contact
POST /cases/<case_id>/fields/<field>                 edits a contact
POST /cases/<case_id>/status                         edits a contact
POST /cases/<case_id>/deletion                       manages a contact
POST /cases/<case_id>/comments                       edits a contact
GET  /cases/columns                                   signed in
POST /cases/columns                                   signed in
GET  /cases/<case_id>/calls                          edits a contact
GET  /cases/<case_id>/comments/<comment_id>/edit     changes a comment
POST /cases/<case_id>/comments/<comment_id>          changes a comment
POST /cases/<case_id>/comments/<comment_id>/deletion changes a comment

GET  /settings/cases                                 admins
POST /settings/cases                                 admins
POST /settings/case-types                            admins
GET  /settings/case-types/<type_id>                  manages a list
POST /settings/case-types/<type_id>                  manages a list
POST /settings/case-types/<type_id>/place            manages a list
POST /settings/case-types/<type_id>/archive          manages a list
POST /settings/case-types/<type_id>/return           manages a list

GET  /api/v1/case-types                              signed in
POST /api/v1/case-types                              admins
GET  /api/v1/case-types/<type_id>                    sees a list's entry
PATCH /api/v1/case-types/<type_id>                   manages a list
GET  /api/v1/case-settings                           signed in
PATCH /api/v1/case-settings                          admins
GET  /api/v1/cases                                   signed in
POST /api/v1/cases                                   writers
GET  /api/v1/cases/<case_id>                         sees a contact
PATCH /api/v1/cases/<case_id>                        edits a contact
DELETE /api/v1/cases/<case_id>                       manages a contact
GET  /api/v1/cases/<case_id>/comments                sees a contact
POST /api/v1/cases/<case_id>/comments                edits a contact
GET  /api/v1/cases/<case_id>/comments/<comment_id>   sees a contact
PATCH /api/v1/cases/<case_id>/comments/<comment_id>  changes a comment
DELETE /api/v1/cases/<case_id>/comments/<comment_id> changes a comment
GET  /api/v1/cases/<case_id>/files                   sees a contact
POST /api/v1/cases/<case_id>/files                   edits a contact
"""
