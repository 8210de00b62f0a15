"""The frame of the JSON API under ``/api/v1`` on each workspace's host: what every resource gets for nothing.

A package's ``api.py`` declares doors and stays as thin as its pages::

    api = Resource("contacts_api", __name__, tag="Contacts")

    @api.patch("/contacts/<int:contact_id>", can=EDIT_CONTACTS, takes=ContactPatch, gives=ContactOut)
    def edit_contact(contact_id: int, form: ContactPatch, if_match: str | None) -> ContactOut:

The frame admits bearer tokens only, reads query and body strictly into shapes, keeps ``Idempotency-Key``
promises, tags versions, counts requests, answers problem+json, and describes all of it as OpenAPI 3.1.

Reading order: ``resources`` (doors), ``reading`` (query, headers and body into shapes), ``answers`` (ETag,
Location), ``preconditions`` (If-Match), ``patches`` (merge-patch), ``idempotency``, ``listing`` (pages of a
list), ``rates``, ``problems``, ``description`` (OpenAPI), ``telling`` (in the reader's language),
``plugging`` (puts it into the app). ``crm.reference`` makes pages of the description.
"""
