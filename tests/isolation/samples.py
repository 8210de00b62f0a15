"""What the matrix sends to doors that want something: enough for an ``ok``."""

from collections.abc import Callable
from typing import Final

from tests.kit.builders import picture
from tests.kit.cast import PASSWORD, Standing

UNLINKED: Final = (Standing.OWN, Standing.WRITABLE)
"""Contacts that are not linked with READABLE."""


def _erasure(contact_id: int) -> dict[str, object]:
    name = Standing(contact_id).name.title().replace("_", " ")
    return {"name": f"Ivan {name}", "reason": "request"}


_WORKFLOW: Final = {
    "name": "Walk", "steps-0-key": "go", "steps-0-title": "Go", "steps-0-mode": "complete",
    "steps-0-who_id": "owner", "steps-0-channels[]": "bell",
}  # fmt: skip
_DEFINITION: Final = {"steps": [{"key": "go", "title": "Go", "responsible": {"kind": "owner"}}]}

FORMS: Final[dict[str, dict[str, object] | Callable[..., dict[str, object]]]] = {
    "POST /me/notifications": {"digest_at": "09:00"},
    "PATCH /api/v1/me/notifications": {"gathers": False},
    "POST /api/v1/notices/readings": {"all": True},
    "POST /contacts/columns": {"show": ["email"], "keep": "1"},
    "POST /contacts": {"kind": "person", "first_name": "Vera", "last_name": "Orlova"},
    "POST /contacts/<contact_id>": {
        "kind": "person", "first_name": "Vera", "last_name": "Orlova", "version": "1",
    },
    "POST /contacts/<contact_id>/tags": {"tags": "VIP, wholesale"},
    "POST /contacts/vcards": {"text": "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Orlova;Vera\r\nEND:VCARD\r\n"},
    "POST /contacts/<contact_id>/managers": {"manager_ids": ["2"]},
    "POST /bin/<kind>/<record_id>/removal": {"name": "Ivan Deleted"},
    "POST /contacts/<contact_id>/sharing": {"sharing": "write"},
    "POST /contacts/<contact_id>/access": {
        "manager_ids": ["2"], "sharing": "write", "class_id": "1", "version": "1", "then": "save",
    },
    "PATCH /api/v1/contacts/<contact_id>/access": {"class_id": 1, "restricted": True},
    "POST /api/v1/contacts/<contact_id>/access/preview": {"sharing": "write"},
    "POST /settings/classes": {"name": "Press", "hue": "1"},
    "POST /settings/classes/<class_id>": {"name": "Press", "hue": "1"},
    "POST /settings/classes/<class_id>/grants": {"readers": ["u4"], "then": "save"},
    "POST /settings/classes/<class_id>/place": {"to": "1"},
    "POST /api/v1/contact-classes": {"name": "Press"},
    "PATCH /api/v1/contact-classes/<class_id>": {"name": "Press"},
    "POST /contacts/duplicates/dismissal": {"one": "1", "other": "5"},
    "POST /contacts/duplicates/return": {"one": "1", "other": "5"},
    "POST /contacts/bulk/<action_key>": {"type_id": "1", "ids": "4 5"},
    "POST /contacts/exports": {"whose": "all"},
    "POST /api/v1/contacts/exports": {"contact_ids": [4, 5]},
    "POST /api/v1/contacts/bulk": {"action": "type", "contact_ids": [4, 5], "values": {"type_id": 1}},
    "POST /api/v1/contacts/bulk/preview": {"action": "type", "contact_ids": [4, 5], "values": {"type_id": 1}},
    "POST /contacts/merges": {"id": ["5", "1"], "survivor_id": "5"},
    "POST /api/v1/contacts/not-duplicates": {"contact_ids": [1, 5]},
    "POST /api/v1/contacts/merges": {"survivor_id": 5, "loser_ids": [1]},
    "POST /contacts/<contact_id>/entries": {"kind": "note", "body": "Likes plums"},
    "POST /api/v1/contacts/<contact_id>/entries": {"kind": "note", "body": "Likes plums"},
    "PATCH /api/v1/contacts/<contact_id>/entries/<entry_id>": {"body": "Likes plums"},
    "POST /entries/<entry_id>": {"body": "Likes plums", "version": "1"},
    "POST /files/<file_id>/name": {"name": "Agreement.txt"},
    "PATCH /api/v1/files/<file_id>": {"name": "Agreement.txt"},
    "POST /api/v1/contacts": {"kind": "person", "first_name": "Vera", "last_name": "Orlova"},
    "PATCH /api/v1/contacts/<contact_id>": {"first_name": "Vera"},
    "POST /contacts/<contact_id>/links": {"contact": "Vera Orlova", "contact_id": "new"},
    "POST /api/v1/contacts/<contact_id>/links": lambda contact_id: {
        "contact_id": int(Standing.READABLE if contact_id in UNLINKED else Standing.WRITABLE),
    },
    "PATCH /api/v1/contacts/<contact_id>/links/<link_id>": {"role": "friend"},
    "POST /contacts/<contact_id>/erasure": lambda contact_id: _erasure(contact_id),
    "POST /api/v1/contacts/<contact_id>/erasure": lambda contact_id: _erasure(contact_id),
    "POST /contacts/<contact_id>/consents": {"purpose_id": "1", "given": "1", "source": "phone"},
    "POST /api/v1/contacts/<contact_id>/consents": {"purpose_id": 1, "given": True},
    "POST /cases": {"title": "The lamp flickers"},
    "POST /cases/<case_id>": {"title": "The lamp flickers", "version": "1"},
    "POST /cases/<case_id>/status": {"status": "solved"},
    "POST /cases/<case_id>/comments": {"body": "It is the supply"},
    "POST /cases/<case_id>/comments/<comment_id>": {"body": "It is the supply", "version": "1"},
    "POST /settings/cases": {"digits": "4", "by_year": "1"},
    "POST /settings/case-types": {"name": "Warranty", "hue": "1"},
    "POST /settings/case-types/<type_id>": {"name": "Warranty", "hue": "1"},
    "POST /settings/case-types/<type_id>/place": {"to": "1"},
    "POST /api/v1/case-types": {"name": "Warranty"},
    "PATCH /api/v1/case-types/<type_id>": {"name": "Warranty"},
    "PATCH /api/v1/case-settings": {"prefix": "W-"},
    "POST /api/v1/cases": {"title": "The lamp flickers"},
    "PATCH /api/v1/cases/<case_id>": {"title": "The lamp flickers"},
    "POST /api/v1/cases/<case_id>/comments": {"body": "It is the supply"},
    "PATCH /api/v1/cases/<case_id>/comments/<comment_id>": {"body": "It is the supply"},
    "POST /views": {"name": "Mine", "state": "type=1"},
    "POST /views/<view_id>/settings": {"name": "Mine"},
    "POST /views/<view_id>/state": {"state": "type=1"},
    "POST /api/v1/views": {"name": "Mine", "state": "type=1"},
    "PATCH /api/v1/views/<view_id>": {"name": "Mine"},
    "POST /settings/fields": {"type": "text", "name": "Code"},
    "POST /settings/fields/order": {"layout": "0:1"},
    "POST /settings/fields/preview": {"type": "text", "name": "Code"},
    "POST /settings/fields/<field_id>": {"name": "Code", "options-0-name": "Iron", "version": "1"},
    "POST /settings/fields/<field_id>/type": {"type": "multi_select"},
    "POST /settings/fields/<field_id>/removal": {"option": "1", "replacement_id": "2"},
    "POST /settings/field-sections": {"name": "Contract"},
    "POST /settings/field-sections/<section_id>": {"name": "Contract"},
    "POST /api/v1/fields": {"record": "contact", "type": "text", "name": "Code"},
    "PATCH /api/v1/fields/<field_id>": {"name": "Code"},
    "POST /api/v1/field-sections": {"record": "contact", "name": "Contract"},
    "PATCH /api/v1/field-sections/<section_id>": {"name": "Contract"},
    "POST /settings/consent-purposes": {"name": "Calls"},
    "POST /settings/consent-purposes/<purpose_id>": {"name": "Calls"},
    "POST /api/v1/consent-purposes": {"name": "Calls"},
    "PATCH /api/v1/consent-purposes/<purpose_id>": {"name": "Calls"},
    "POST /settings/workflows": _WORKFLOW,
    "POST /settings/workflows/picture": _WORKFLOW,
    "POST /settings/workflows/<workflow_id>": {**_WORKFLOW, "version": "1"},
    "POST /api/v1/workflows": {"name": "Walk", "definition": _DEFINITION},
    "POST /api/v1/workflows/validation": {"definition": _DEFINITION},
    "POST /api/v1/workflows/simulation": {"definition": _DEFINITION},
    "PATCH /api/v1/workflows/<workflow_id>": {"name": "Walk"},
    "POST /api/v1/workflows/<workflow_id>/restorations": {"number": 1},
    "POST /settings/case-mails/<mail_kind>/<language>": {"subject": "News", "body": "Hello", "version": "0"},
    "POST /settings/case-mails/<mail_kind>/<language>/preview": {"subject": "News", "body": "Hello"},
    "PATCH /api/v1/mail-templates/<mail_kind>/<language>": {"subject": "News"},
    "POST /api/v1/mail-templates/<mail_kind>/<language>/sample": {"subject": "News", "body": "Hello"},
    "POST /settings/tags": {"name": "Press", "hue": "1"},
    "POST /settings/tags/<tag_id>": {"name": "Press", "hue": "1"},
    "POST /settings/tags/merging": {"tag_ids": ["1"], "into_id": "2"},
    "POST /api/v1/tags": {"name": "Press"},
    "POST /api/v1/tags/merges": {"tag_ids": [1], "into_id": 2},
    "PATCH /api/v1/tags/<tag_id>": {"name": "Press"},
    "POST /api/v1/contact-types": {"name": "Press"},
    "PATCH /api/v1/contact-types/<type_id>": {"name": "Press"},
    "POST /settings/contact-types": {"name": "Press", "hue": "1"},
    "POST /settings/contact-types/<type_id>": {"name": "Press", "hue": "1"},
    "POST /settings/contact-types/<type_id>/place": {"place": "1"},
    "POST /settings/users/<user_id>/roles": {"role_ids": ["3", "4"], "version": "1"},
    "POST /settings/users/<user_id>/deactivation": {"heir_id": "2"},
    "POST /settings/roles": {"name": "Reporter", "may:contacts.view": "own"},
    "POST /settings/roles/<role_id>": {"name": "Reporter", "may:contacts.view": "group", "version": "1"},
    "POST /api/v1/roles": {"name": "Reporter"},
    "PATCH /api/v1/roles/<role_id>": {"reaches": {"contacts.view": "group"}},
    "PATCH /api/v1/users/<user_id>/roles": {"role_ids": [3, 4]},
    "POST /settings/invitations": {"email": "igor@north.example", "role_id": "3", "locale": "en"},
    "POST /settings/groups": {"name": "Press"},
    "POST /settings/groups/<group_id>": {"name": "Press", "version": "1"},
    "POST /settings/workspace": {
        "name": "North", "locale": "en", "time_zone": "UTC", "currency": "EUR", "first_weekday": "1",
        "default_sharing": "private", "version": "1",
    },
    "POST /settings/working-hours": {"version": "1", **{f"days-{n}-opens": "09:00" for n in range(7)}},
    "POST /me/profile": {"name": "A", "locale": "en"},
    "POST /me/language": {"locale": "ru"},
    "POST /me/density": {"density": "compact"},
    "POST /me/email": {"email": "new@north.example", "current": PASSWORD},
    "POST /me/password": {
        "old": PASSWORD, "password": "a longer horse for another day",
    },
    "POST /api/v1/imports/<import_id>/decisions": {"choice": "skip"},
    "POST /me/tokens": {"name": "script", "scopes": ["contact:read"]},
    "POST /password-reset": {"email": "alice@north.example"},
    "POST /sign-in": {"email": "alice@north.example", "password": PASSWORD},
    "POST apex:/find": {"email": "alice@north.example"},
    "POST apex:/sign-up": {
        "business": "New Light", "slug": "new-light", "owner_name": "Anna", "email": "anna@new.example",
        "password": PASSWORD, "locale": "en", "time_zone": "UTC", "terms": "1",
    },
}  # fmt: skip
"""What a door is sent, where it wants something; some are made of the address's own values."""

PLAIN: Final = {
    "POST /api/v1/contacts/vcards": (
        "text/vcard",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Orlova;Vera\r\nEND:VCARD\r\n",
    ),
}
"""What is sent to doors whose body is no JSON, with its content type."""

FILES: Final[dict[str, dict[str, bytes]]] = {
    "POST /settings/workspace/logo": {"logo": picture()},
    "POST /settings/working-hours/calendar": {
        "calendar": b'<calendar year="2099"><day d="01.01" t="1"/></calendar>'
    },
    "POST /contacts/<contact_id>/photo": {"photo": picture()},
    "POST /me/photo": {"photo": picture()},
    "POST /imports": {"file": b"First name,Last name\nVera,Orlova\n"},
    "POST /api/v1/imports": {"file": b"First name,Last name\nVera,Orlova\n"},
    "PUT /api/v1/me/photo": {"photo": picture()},
    "PUT /api/v1/contacts/<contact_id>/photo": {"photo": picture()},
    "POST /api/v1/contacts/<contact_id>/files": {"file": b"hello"},
    "POST /api/v1/cases/<case_id>/files": {"file": b"hello"},
    "POST /files/about/<about_id>/<about_kind>": {"files": b"hello"},
}
"""What is uploaded at a door."""
