"""Contacts: the records, their links, the lists of the workspace."""

from typing import Final

PATTERNS: Final = """
                       Olga  Max   Alice Bob   Carol Ned   nobody

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

nobody's import         404   404   404   404   404   403   out

does it to many
  some                 ok    ok    ok    ok    ok    403   out
  random               404   404   404   404   404   403   out

sees a list's entry
  some                 ok    ok    ok    ok    ok    ok    out
  foreign              404   404   404   404   404   404   out
  random               404   404   404   404   404   404   out

Alice's contact goes    ok    ok    ok    404   404   403   out
"""

ROUTES: Final = """
GET  /contacts/columns                               signed in
POST /contacts/columns                               signed in
GET  /contacts/duplicates                            signed in
GET  /contacts/duplicates/progress                   signed in
POST /contacts/duplicates/search                     writers
POST /contacts/duplicates/search/cancellation        writers
POST /contacts/duplicates/dismissal                  Alice's contact goes
POST /contacts/duplicates/return                     Alice's contact goes
GET  /api/v1/contacts/selection                      signed in
POST /api/v1/contacts/selection                      signed in
POST /api/v1/contacts/bulk                           writers
POST /api/v1/contacts/bulk/preview                   writers
GET  /api/v1/contacts/bulk/<run_id>                  nobody's import
GET  /api/v1/contacts/bulk/<run_id>/report           nobody's import
POST /api/v1/contacts/bulk/<run_id>/cancellation     nobody's import
POST /api/v1/contacts/exports                        writers
GET  /api/v1/contacts/exports/<export_id>            nobody's import
GET  /api/v1/contacts/exports/<export_id>/content    nobody's import
POST /api/v1/contacts/exports/<export_id>/cancellation nobody's import
GET  /contacts/selection/merge                       writers
GET  /contacts/exports/new                           writers
POST /contacts/exports                               writers
GET  /contacts/exports/<export_id>                   nobody's import
GET  /contacts/exports/<export_id>/progress          nobody's import
GET  /contacts/exports/<export_id>/file              nobody's import
POST /contacts/exports/<export_id>/cancellation      nobody's import
POST /contacts/selection                             signed in
GET  /contacts/bulk/<action_key>                     does it to many
POST /contacts/bulk/<action_key>                     does it to many
GET  /contacts/bulk/runs/<run_id>                    nobody's import
GET  /contacts/bulk/runs/<run_id>/progress           nobody's import
POST /contacts/bulk/runs/<run_id>/cancellation       nobody's import
GET  /contacts/bulk/runs/<run_id>/report.csv         nobody's import
GET  /contacts/lookalikes                            signed in
GET  /contacts/merge                                 writers
POST /contacts/merges                                Alice's contact goes
GET  /api/v1/contacts/duplicates                     signed in
GET  /api/v1/contacts/not-duplicates                 signed in
POST /api/v1/contacts/not-duplicates                 Alice's contact goes
POST /api/v1/contacts/merges                         Alice's contact goes
GET  /contacts                                       signed in
GET  /contacts/new                                   writers
GET  /contacts/count                                 signed in
GET  /contacts/filter                                signed in
GET  /contacts/filter/applied                        signed in
POST /contacts                                       writers
GET  /contacts/<contact_id>                          sees a contact
GET  /contacts/<contact_id>/vcard                    sees a contact
GET  /contacts/vcards                                writers
GET  /contacts/vcards/new                            writers
POST /contacts/vcards                                writers
GET  /contacts/vcards/<run_id>                       nobody's import
GET  /contacts/vcards/<run_id>/progress              nobody's import
POST /contacts/vcards/<run_id>/import                nobody's import
POST /contacts/vcards/<run_id>/cancellation          nobody's import
POST /api/v1/contacts/vcards                         writers
GET  /contacts/vcards.vcf                            writers
GET  /api/v1/contacts/<contact_id>/vcard             sees a contact
GET  /api/v1/contacts/vcards                         writers
GET  /contacts/<contact_id>/tabs/<key>               sees a contact
GET  /contacts/<contact_id>/fields/<field>           edits a contact
POST /contacts/<contact_id>/fields/<field>           edits a contact
GET  /contacts/<contact_id>/tabs.json                sees a contact
GET  /contacts/suggestions                           signed in
GET  /contacts/offers/managers                       signed in
GET  /contacts/offers/grantees                       writers
GET  /contacts/tags                                  signed in
GET  /contacts/responsibles                          signed in
GET  /contacts/classes                               signed in
GET  /contacts/tags/suggestions                      signed in
GET  /contacts/<contact_id>/links/new                edits a contact
POST /contacts/<contact_id>/links                    edits a contact
GET  /contacts/<contact_id>/links/<link_id>          edits a link
POST /contacts/<contact_id>/links/<link_id>          edits a link
POST /contacts/<contact_id>/links/<link_id>/deletion edits a link
GET  /contacts/<contact_id>/edit                     edits a contact
GET  /contacts/<contact_id>/tags                     edits a contact
POST /contacts/<contact_id>/tags                     edits a contact
POST /contacts/<contact_id>                          edits a contact
GET  /contacts/<contact_id>/managers                 manages a contact
POST /contacts/<contact_id>/managers                 manages a contact
POST /contacts/<contact_id>/sharing                  manages a contact
GET  /contacts/<contact_id>/access                   manages a contact
POST /contacts/<contact_id>/access                   manages a contact
GET  /contacts/<contact_id>/viewers                  manages a contact
GET  /api/v1/contacts/<contact_id>/access            manages a contact
PATCH /api/v1/contacts/<contact_id>/access           manages a contact
POST /api/v1/contacts/<contact_id>/access/preview    manages a contact
GET  /api/v1/contacts/<contact_id>/viewers           manages a contact
POST /contacts/<contact_id>/deletion                 manages a contact

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
POST /api/v1/contact-types                           admins
GET  /api/v1/contact-types/<type_id>                 sees a list's entry
PATCH /api/v1/contact-types/<type_id>                manages a list
DELETE /api/v1/contact-types/<type_id>               manages a list

GET  /api/v1/contact-classes                         signed in
POST /api/v1/contact-classes                         admins
GET  /api/v1/contact-classes/<class_id>              sees a list's entry
PATCH /api/v1/contact-classes/<class_id>             manages a list
DELETE /api/v1/contact-classes/<class_id>            manages a list

GET  /settings/classes                               admins
POST /settings/classes                               admins
GET  /settings/classes/progress                      admins
GET  /settings/contact-types/progress                admins
GET  /settings/classes/<class_id>                    manages a list
POST /settings/classes/<class_id>                    manages a list
GET  /settings/classes/<class_id>/grants             manages a list
POST /settings/classes/<class_id>/grants             manages a list
POST /settings/classes/<class_id>/place              manages a list
GET  /settings/classes/<class_id>/deletion           manages a list
POST /settings/classes/<class_id>/deletion           manages a list

GET  /api/v1/tags                                    signed in
POST /api/v1/tags                                    writers
POST /api/v1/tags/merges                             admins
GET  /api/v1/tags/<tag_id>                           sees a list's entry
PATCH /api/v1/tags/<tag_id>                          manages a list
DELETE /api/v1/tags/<tag_id>                         manages a list

GET  /settings/tags                                  admins
POST /settings/tags                                  admins
GET  /settings/tags/progress                         admins
GET  /settings/tags/merging                          admins
POST /settings/tags/merging                          admins
GET  /settings/tags/<tag_id>                         manages a list
POST /settings/tags/<tag_id>                         manages a list
GET  /settings/tags/<tag_id>/deletion                manages a list
POST /settings/tags/<tag_id>/deletion                manages a list
GET  /settings/contact-types                         admins
POST /settings/contact-types                         admins
GET  /settings/contact-types/<type_id>               manages a list
POST /settings/contact-types/<type_id>               manages a list
POST /settings/contact-types/<type_id>/place         manages a list
GET  /settings/contact-types/<type_id>/deletion      manages a list
POST /settings/contact-types/<type_id>/deletion      manages a list
"""
