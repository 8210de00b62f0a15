"""Tasks: one's own, a colleague's, those of other groups; their lists and the calendar."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

sees a task
  own                  ok    ok    ok    404   404   404   out
  colleagues           ok    ok    404   ok    404   404   out
  other_groups         ok    ok    404   404   ok    404   out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

changes a task
  own                  ok    ok    ok    404   404   403   out
  colleagues           ok    ok    404   ok    404   403   out
  other_groups         ok    ok    404   404   ok    403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

uses a template
  some                 ok    ok    ok    ok    ok    403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

starts a task about
  own                  ok    ok    ok    404   404   403   out
  colleagues           ok    ok    404   ok    404   403   out
  other_groups         ok    ok    404   404   ok    403   out
  readable             ok    ok    ok    ok    ok    403   out
  writable             ok    ok    ok    ok    ok    403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

"""

ROUTES: Final = """
GET  /tasks                                          signed in
GET  /tasks/counts                                   signed in
GET  /tasks/filter                                   signed in
GET  /tasks/filter/applied                           signed in
GET  /tasks/new                                      writers
POST /tasks                                          writers
GET  /tasks/understood                               writers
POST /tasks/quick                                    writers
GET  /tasks/offers/assignees                         signed in
GET  /contacts/<contact_id>/tasks/new                starts a task about
GET  /tasks/<task_id>                                sees a task
GET  /tasks/<task_id>/edit                           changes a task
POST /tasks/<task_id>                                changes a task
POST /tasks/<task_id>/completion                     changes a task
POST /tasks/<task_id>/reopening                      changes a task
GET  /tasks/<task_id>/moving                         changes a task
POST /tasks/<task_id>/moving                         changes a task
POST /tasks/<task_id>/deletion                       changes a task
POST /tasks/<task_id>/steps/<place>                  changes a task
GET  /tasks/templates/<template_id>                  uses a template
POST /tasks/templates/<template_id>                  uses a template
GET  /calendar                                       signed in
GET  /me/calendar                                    signed in
POST /me/calendar                                    signed in
POST /me/calendar/closing                            signed in
GET  /calendar/feeds/<token>.ics                     gone
GET  /settings/task-categories                       admins
POST /settings/task-categories                       admins
GET  /settings/task-categories/<category_id>         manages a list
POST /settings/task-categories/<category_id>         manages a list
POST /settings/task-categories/<category_id>/place   manages a list
POST /settings/task-categories/<category_id>/deletion  manages a list
GET  /settings/task-templates                        admins
POST /settings/task-templates                        admins
GET  /settings/task-templates/<template_id>          manages a list
POST /settings/task-templates/<template_id>          manages a list
POST /settings/task-templates/<template_id>/deletion  manages a list

GET  /api/v1/tasks                                   signed in
POST /api/v1/tasks                                   writers
POST /api/v1/tasks/understanding                     writers
GET  /api/v1/tasks/<task_id>                         sees a task
PATCH /api/v1/tasks/<task_id>                        changes a task
DELETE /api/v1/tasks/<task_id>                       changes a task
POST /api/v1/tasks/<task_id>/completion              changes a task
POST /api/v1/tasks/<task_id>/reopening               changes a task
GET  /api/v1/task-categories                         signed in
POST /api/v1/task-categories                         admins
PATCH /api/v1/task-categories/<category_id>          manages a list
DELETE /api/v1/task-categories/<category_id>         manages a list
GET  /api/v1/task-templates                          signed in
POST /api/v1/task-templates                          admins
GET  /api/v1/task-templates/<template_id>            sees a list's entry
PATCH /api/v1/task-templates/<template_id>           manages a list
DELETE /api/v1/task-templates/<template_id>          manages a list
POST /api/v1/task-templates/<template_id>/tasks      uses a template
"""
