"""The team: users, groups, settings, signing in; and the bell."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

ends a session
  alices               idle  idle  ok    idle  idle  idle  out
  foreign              idle  idle  idle  idle  idle  idle  out
  random               idle  idle  idle  idle  idle  idle  out

revokes a token
  alices               404   404   ok    404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

reads a notice
  bobs                 idle  idle  idle  ok    idle  idle  out
  random               idle  idle  idle  idle  idle  idle  out

brings a user back
  bobs                 ok    ok    403   403   403   403   out
  owners               ok    403   403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

sees a user
  bobs                 ok    ok    403   403   403   403   out
  owners               ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

changes a user
  bobs                 ok    ok    403   403   403   403   out
  owners               409   403   403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

sees a role
  own                  ok    ok    403   403   403   403   out
  builtin              ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

deletes a role
  own                  ok    ok    403   403   403   403   out
  builtin              409   409   403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

resets a role
  own                  409   409   403   403   403   403   out
  builtin              ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

sees as a user
  bobs                 ok    ok    403   403   403   403   out
  owners               409   403   403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

sees a logo
  norths               ok    ok    ok    ok    ok    ok    ok
  foreign              404   404   404   404   404   404   404
  random               404   404   404   404   404   404   404

restores a logo
  norths               ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out

manages a list
  some                 ok    ok    403   403   403   403   out
  foreign              404   404   403   403   403   403   out
  random               404   404   403   403   403   403   out
"""

ROUTES: Final = """
GET  /notices                                        signed in
GET  /notices/recent                                 signed in
GET  /me/notifications                               signed in
POST /me/notifications                               signed in
GET  /api/v1/notices                                 signed in
POST /api/v1/notices/readings                        signed in
GET  /api/v1/me/notifications                        signed in
PATCH /api/v1/me/notifications                       signed in
GET  /notices/unread.json                            signed in
POST /notices/<notice_id>/reading                    reads a notice
POST /notices/reading                                signed in

GET  /settings                                       signed in
GET  /settings/users                                 admins
GET  /settings/users/former                          admins
GET  /settings/users/<user_id>                       sees a user
POST /settings/users/<user_id>/roles                 changes a user
POST /settings/users/<user_id>/deactivation          changes a user
POST /settings/users/<user_id>/activation            brings a user back
POST /settings/users/<user_id>/seeing-as             sees as a user
POST /seeing-as/end                                  signed in
GET  /settings/invitations/new                       admins
POST /settings/invitations                           admins
POST /settings/invitations/<invitation_id>/resending   manages a list
POST /settings/invitations/<invitation_id>/withdrawal  manages a list
GET  /settings/groups                                admins
GET  /settings/groups/new                            admins
GET  /settings/groups/people                         admins
POST /settings/groups                                admins
GET  /settings/groups/<group_id>                     manages a list
POST /settings/groups/<group_id>                     manages a list
POST /settings/groups/<group_id>/deletion            manages a list
POST /settings/groups/<group_id>/restoration         manages a list
GET  /settings/roles                                 admins
GET  /settings/roles/new                             admins
POST /settings/roles                                 admins
GET  /settings/roles/<role_id>                       sees a role
POST /settings/roles/<role_id>                       sees a role
POST /settings/roles/<role_id>/usual                 resets a role
GET  /settings/roles/<role_id>/deletion              sees a role
POST /settings/roles/<role_id>/deletion              deletes a role
GET  /api/v1/permissions                             admins
GET  /api/v1/roles                                   admins
POST /api/v1/roles                                   admins
GET  /api/v1/roles/<role_id>                         sees a role
PATCH /api/v1/roles/<role_id>                        sees a role
DELETE /api/v1/roles/<role_id>                       deletes a role
GET  /api/v1/users/<user_id>/roles                   sees a user
PATCH /api/v1/users/<user_id>/roles                  changes a user
GET  /settings/workspace                             admins
POST /settings/workspace                             admins
GET  /settings/workspace/logo                        admins
POST /settings/workspace/logo                        admins
POST /settings/workspace/logo/removal                admins
POST /settings/workspace/logo/<logo_id>/restoration  restores a logo
GET  /logo/<version>.png                             sees a logo
GET  /settings/working-hours                         admins
POST /settings/working-hours                         admins
POST /settings/working-hours/calendar                admins

GET  /me/profile                                     signed in
POST /me/profile                                     signed in
POST /me/language                                    signed in
POST /me/density                                     signed in
GET  /me/sign-in                                     signed in
POST /me/email                                       signed in
POST /me/password                                    signed in
GET  /me/sessions                                    signed in
POST /me/sessions/<session_id>/end                   ends a session
POST /me/sessions/end                                signs out
GET  /me/tokens                                      signed in
POST /me/tokens                                      signed in
POST /me/tokens/<token_id>/revocation                revokes a token
POST /sign-out                                       signs out

GET  /sign-in                                        anyone
POST /sign-in                                        anyone
GET  /password-reset                                 anyone
POST /password-reset                                 anyone
GET  /password-reset/<secret>                        gone
POST /password-reset/<secret>                        gone
GET  /email-change/<secret>                          gone
POST /email-change/<secret>                          gone
GET  /invitations/<secret>                           gone
POST /invitations/<secret>                           gone
"""
