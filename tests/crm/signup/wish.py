"""What Vera fills in."""

import re
from typing import Any
from urllib.parse import urlsplit

PASSWORD = "three quiet lamps on a sill"
WISH = {
    "business": "Dubrava Furniture",
    "slug": "dubrava",
    "owner_name": "Vera Dubova",
    "email": "vera@dubrava.example",
    "password": PASSWORD,
    "locale": "en",
    "time_zone": "Europe/Berlin",
    "terms": "1",
}


def link_in(mail: dict[str, Any]) -> str:
    """The path of the confirmation link in a mail."""
    found = re.search(r"\S+/sign-up/confirm/\S+", mail["text"])
    assert found is not None
    return urlsplit(found[0]).path
