"""What everybody may or nobody may, the frame's own pages, and the apex."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

anyone                 ok    ok    ok    ok    ok    ok    ok
signed in              ok    ok    ok    ok    ok    ok    out
signs out              out   out   out   out   out   out   out
admins                 ok    ok    403   403   403   403   out
writers                ok    ok    ok    ok    ok    403   out
strangers              ok    ok    ok    ok    ok    ok    ok
gone                   410   410   410   410   410   410   410
missing                404   404   404   404   404   404   404

deals with trouble
 random                404   404   403   403   403   403   out

groups of doors
 some                  ok    ok    ok    ok    ok    ok    out
 random                404   404   404   404   404   404   out
"""

ROUTES: Final = """
GET  /                                               signed in
GET  /api/v1/openapi.json                            anyone
GET  /api/v1/me                                      signed in
GET  /api/v1/users                                   signed in
GET  /my-work                                        signed in
GET  /attention                                      admins
GET  /pulse.json                                     signed in
POST /attention/work/<job_id>/retry                  deals with trouble
POST /attention/work/<job_id>/dismissal              deals with trouble
POST /attention/mails/<mail_id>/sending              deals with trouble
POST /attention/mails/<mail_id>/dismissal            deals with trouble
POST /attention/imports/<import_id>/dismissal        deals with trouble
GET  /api/v1/work                                    signed in
GET  /api/v1/attention                               admins
GET  /search                                         signed in
GET  /api/docs                                       signed in
GET  /api/docs/<group>                               groups of doors
GET  /api/v1/search                                  signed in

GET  apex:/                                          anyone
GET  apex:/terms                                     anyone
GET  apex:/privacy                                   anyone
GET  apex:/sign-up                                   anyone
POST apex:/sign-up                                   anyone
GET  apex:/sign-up/address                           anyone
GET  apex:/sign-up/suggestion.json                   anyone
GET  apex:/sign-up/sent/<reference>                  missing
POST apex:/sign-up/sent/<reference>                  missing
GET  apex:/sign-up/confirm/<token>                   gone
POST apex:/sign-up/confirm/<token>                   gone
GET  apex:/sign-up/progress/<reference>              missing
POST apex:/sign-up/progress/<reference>              missing
GET  apex:/find                                      anyone
POST apex:/find                                      anyone
GET  apex:/parts                                     anyone
GET  apex:/mails                                     anyone
GET  apex:/mails.json                                anyone
GET  apex:/mails/<name>                              missing
GET  apex:/mails/<name>/html                         missing
"""
