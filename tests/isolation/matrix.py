"""The matrix (I7): who gets what answer at which door, for which object. One table.

A *standing* is how an object stands to Alice, a manager. ``ok`` is an answer below 400 that is no way to
the sign-in page, and ``idle`` one that changed nothing; ``out`` is that way, or 401 from the API; a number
is that status. Unseen is 404, seen but forbidden is 403; whoever lacks a permission altogether gets 403 for
every object and so learns nothing.
"""

from collections.abc import Callable
from typing import Any, Final

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, OLGA, Standing

PEOPLE: Final = {
    "Olga": OLGA,
    "Max": MAX,
    "Alice": ALICE,
    "Bob": BOB,
    "Carol": CAROL,
    "Ned": NED,
    "nobody": None,
}
ROLES: Final = "Olga owner · Max admin · Alice, Bob (one group), Carol managers · Ned observer"

OBJECTS: Final[dict[str, dict[str, object]]] = {
    "contact_id": {standing.name.lower(): int(standing) for standing in Standing},
    "user_id": {"bobs": BOB.id, "owners": OLGA.id, "foreign": 7, "random": 999_999},
    "session_id": {"alices": ALICE.id, "foreign": 7, "random": 999_999},
    "token_id": {"alices": ALICE.id, "foreign": 7, "random": 999_999},
    "group_id": {"some": 1, "foreign": 3, "random": 999_999},
    "type_id": {"some": 1, "foreign": 5, "random": 999_999},
    "invitation_id": {"some": 1, "foreign": 2, "random": 999_999},
    "version": {"norths": 1, "foreign": 2, "random": 999_999},
    "logo_id": {"norths": 1, "foreign": 2, "random": 999_999},
    "notice_id": {"bobs": 1, "random": 999_999},
    "secret": {"random": "nothing"},
    "token": {"random": "nothing"},
    "reference": {"random": "nothing"},
    "name": {"random": "nothing"},
}
"""The objects that each argument of an address is tried with."""

BESIDE: Final[dict[str, Callable[[Any], object]]] = {
    "key": lambda _contact_id: "history",
    "link_id": lambda contact_id: {1: 1, 2: 2, 3: 3, 4: 3, 5: 1, 6: 1, 7: 4}.get(contact_id, 999_999),
}
"""What stands in an address after its object, made of the object's own id."""

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

sees a contact
  own                  ok    ok    ok    404   404   404   out
  colleagues           ok    ok    404   ok    404   404   out
  other_groups         ok    ok    404   404   ok    404   out
  readable             ok    ok    ok    ok    ok    ok    out
  writable             ok    ok    ok    ok    ok    ok    out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

edits a contact
  own                  ok    ok    ok    404   404   403   out
  colleagues           ok    ok    404   ok    404   403   out
  other_groups         ok    ok    404   404   ok    403   out
  readable             ok    ok    403   403   ok    403   out
  writable             ok    ok    ok    ok    ok    403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

sees a link
  own                  ok    ok    ok    404   404   404   out
  colleagues           ok    ok    404   ok    404   404   out
  other_groups         ok    ok    404   404   ok    404   out
  readable             ok    ok    404   404   ok    404   out
  writable             ok    ok    ok    404   404   404   out
  deleted              404   404   404   404   404   404   out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

edits a link
  own                  ok    ok    ok    404   404   403   out
  colleagues           ok    ok    404   ok    404   403   out
  other_groups         ok    ok    404   404   ok    403   out
  readable             ok    ok    403   403   ok    403   out
  writable             ok    ok    ok    404   404   403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

manages a contact
  own                  ok    ok    ok    404   404   403   out
  colleagues           ok    ok    404   ok    404   403   out
  other_groups         ok    ok    404   404   ok    403   out
  readable             ok    ok    403   403   ok    403   out
  writable             ok    ok    403   403   ok    403   out
  deleted              404   404   404   404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

restores a contact
  own                  404   404   404   404   404   403   out
  colleagues           404   404   404   404   404   403   out
  other_groups         404   404   404   404   404   403   out
  readable             404   404   404   404   404   403   out
  writable             404   404   404   404   404   403   out
  deleted              ok    ok    ok    404   404   403   out
  foreign              404   404   404   404   404   403   out
  random               404   404   404   404   404   403   out

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
GET  /                                               signed in
GET  /api/v1/openapi.json                            anyone
GET  /api/v1/me                                      signed in
GET  /api/v1/users                                   signed in

GET  /contacts                                       signed in
GET  /contacts/new                                   writers
POST /contacts                                       writers
GET  /contacts/<contact_id>                          sees a contact
GET  /contacts/<contact_id>/tabs/<key>               sees a contact
GET  /contacts/<contact_id>/tabs.json                sees a contact
GET  /contacts/<contact_id>/edit                     edits a contact
POST /contacts/<contact_id>                          edits a contact
GET  /contacts/<contact_id>/managers                 manages a contact
POST /contacts/<contact_id>/managers                 manages a contact
POST /contacts/<contact_id>/sharing                  manages a contact
POST /contacts/<contact_id>/deletion                 manages a contact
POST /contacts/<contact_id>/restoration              restores a contact

GET  /api/v1/contacts                                signed in
POST /api/v1/contacts                                writers
GET  /api/v1/contacts/<contact_id>                   sees a contact
PATCH /api/v1/contacts/<contact_id>                  edits a contact
DELETE /api/v1/contacts/<contact_id>                 manages a contact
GET  /api/v1/contacts/<contact_id>/links             sees a contact
POST /api/v1/contacts/<contact_id>/links             edits a contact
GET  /api/v1/contacts/<contact_id>/links/<link_id>   sees a link
PATCH /api/v1/contacts/<contact_id>/links/<link_id>  edits a link
DELETE /api/v1/contacts/<contact_id>/links/<link_id> edits a link
GET  /api/v1/contact-types                           signed in

GET  /settings/contact-types                         admins
POST /settings/contact-types                         admins
GET  /settings/contact-types/<type_id>               manages a list
POST /settings/contact-types/<type_id>               manages a list
POST /settings/contact-types/<type_id>/place         manages a list
GET  /settings/contact-types/<type_id>/deletion      manages a list
POST /settings/contact-types/<type_id>/deletion      manages a list

GET  /notices                                        signed in
GET  /notices/recent                                 signed in
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
GET  /settings/invitations/new                       admins
POST /settings/invitations                           admins
POST /settings/invitations/<invitation_id>/resending   manages a list
POST /settings/invitations/<invitation_id>/withdrawal  manages a list
GET  /settings/groups                                admins
GET  /settings/groups/new                            admins
POST /settings/groups                                admins
GET  /settings/groups/<group_id>                     manages a list
POST /settings/groups/<group_id>                     manages a list
POST /settings/groups/<group_id>/deletion            manages a list
POST /settings/groups/<group_id>/restoration         manages a list
GET  /settings/roles                                 admins
GET  /settings/workspace                             admins
POST /settings/workspace                             admins
GET  /settings/workspace/logo                        admins
POST /settings/workspace/logo                        admins
POST /settings/workspace/logo/removal                admins
POST /settings/workspace/logo/<logo_id>/restoration  restores a logo
GET  /logo/<version>.png                             sees a logo
GET  /settings/working-hours                         admins
POST /settings/working-hours                         admins

GET  /me/profile                                     signed in
POST /me/profile                                     signed in
POST /me/language                                    signed in
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

Expected = dict[str, str]
"""A person's name → ``ok``, ``out`` or a status."""


def patterns() -> dict[str, dict[str, Expected]]:
    """Pattern → standing (``""`` where there is no object) → what everybody gets."""
    found: dict[str, dict[str, Expected]] = {}
    header, *lines = [line for line in PATTERNS.splitlines() if line.strip()]
    pattern = ""
    for line in lines:
        name, cells = line[:23].strip(), line[23:].split()
        if not cells:
            pattern = name
            found[pattern] = {}
        elif line.startswith(" "):
            found[pattern][name] = dict(zip(header.split(), cells, strict=True))
        else:
            found[name] = {"": dict(zip(header.split(), cells, strict=True))}
    return found


def routes() -> dict[str, str]:
    """Door (``GET /contacts/<contact_id>``) → pattern."""
    found = {}
    for line in ROUTES.splitlines():
        if line.strip():
            method, path, pattern = line.split(maxsplit=2)
            found[f"{method} {path}"] = pattern
    return found
