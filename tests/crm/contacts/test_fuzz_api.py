"""Whatever is sent to the API about contacts: no 5xx, refusals say what is wrong, what is kept is escaped.

``bin/test`` runs a short, fixed seed; ``python -m tests.crm.contacts.fuzz --cases 10000`` a long, random one.
"""

import json
import os
import random
import re
import time
from collections import Counter
from copy import deepcopy
from typing import Final

import pytest

from crm.web.limits import limiter
from tests.crm.contacts.test_fuzz import IN_SUITE, LONGEST_SECONDS, MARK, NAUGHTY
from tests.isolation.samples import FORMS
from tests.kit.cast import MAX, Standing

CASES = int(os.environ.get("FORM_FUZZ_CASES", "200"))
ODD: Final = [
    None, True, False, 0, -1, 1.5, 1e308, 2**31, 2**63, 2**200, -(2**63) - 1, [], {}, [[]], [None], [{}],
    {"a": 1}, {"": ""}, [1] * 300, "я" * 1_000_000, float("inf"),
]  # fmt: skip
FINAL: Final = ("erasure", "subject-export")
"""These are left out: the first ends a contact for good, the second makes a file of each answer."""
FREE: Final = {
    "first_name", "last_name", "middle_name", "job_title", "description", "source", "body", "role", "label",
    "city", "street", "name", "note",
}  # fmt: skip
"""Where any text may stand."""
OPTIONAL: Final = {
    "middle_name", "job_title", "born_on", "language", "currency", "source", "description", "type_id",
    "manager_ids", "sharing", "tags", "custom", "comms", "requisites",
}  # fmt: skip
VALUES: Final = {
    "POST /api/v1/contacts": {
        "kind": "person", "first_name": "Vera", "last_name": "Orlova", "middle_name": "",
        "job_title": "Buyer", "born_on": "1980-02-29", "language": "ru", "currency": "EUR", "source": "Fair",
        "description": "x", "type_id": 1, "manager_ids": [2], "sharing": "read",
        "tags": ["VIP"], "custom": {"1": "x"},
        "comms": [
            {"kind": "email", "value": "a@b.example", "label": "work", "primary": True},
            {"kind": "address", "parts": {"city": "Tver", "street": "Lane", "country": "RU"}},
        ],
        "requisites": {"inn": "7707083893", "accounts": [{"bik": "044525225", "account": "4" * 20}]},
    },
}  # fmt: skip


def _doors():
    """Each JSON door with a sound body and where it leads."""
    places = {"contact_id": int(Standing.OWN), "entry_id": 1, "link_id": 1, "file_id": 1, "field_id": 1}
    found = []
    for door, body in FORMS.items():
        method, rule = door.split(" ")
        names = re.findall(r"<(\w+)>", rule)
        if "/api/" not in rule or rule.endswith(FINAL) or not set(names) <= set(places):
            continue
        path = re.sub(r"<(\w+)>", lambda name: str(places[name[1]]), rule)
        sound = body(int(Standing.OWN)) if callable(body) else body
        found.append((method, path, {**sound, **VALUES.get(door, {})}))
    return found


@pytest.fixture
def unlimited():
    limiter.enabled = False
    yield
    limiter.enabled = True


def test_no_body_sent_to_the_api_breaks_anything(client_of, api_of, unlimited, capsys):
    seed = 2 if IN_SUITE else random.SystemRandom().randrange(2**32)
    rng, client, pages, doors = random.Random(seed), api_of(MAX), client_of(MAX), _doors()
    statuses: Counter[int] = Counter()
    dearest = (0.0, 0)

    for number in range(CASES):
        method, path, sound = doors[number % len(doors)]
        told = f"case {number} of seed {seed}: {method} {path}"
        body = json.dumps(_made_odd(rng, sound, number))
        began = time.process_time()
        answer = client.open(path, method=method, data=body, content_type="application/json")
        dearest = max(dearest, (time.process_time() - began, number))
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, told
        if answer.status_code >= 400:
            assert answer.content_type == "application/problem+json", told
            assert answer.status_code != 422 or answer.json["errors"], told
        if answer.status_code == 201 and path == "/api/v1/contacts/merges":  # or the next find nobody there
            undoing = f"/api/v1/acts/{answer.headers.get('Artel-Act', 0)}/undoing"
            assert client.post(undoing, json={}).status_code in (201, 404), told
        if answer.status_code in (200, 201) and path == "/api/v1/contacts":
            shown = pages.get(f"/contacts/{answer.json['id']}")
            assert shown.status_code == 200, told
            assert not re.search(r"<zq-\d", shown.text), told

    answers = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    with capsys.disabled():
        print(f"\n{CASES} bodies, seed {seed} ({answers}); most work {dearest[0]:.2f} s (case {dearest[1]})")  # noqa: T201
    assert {201, 422} <= set(statuses)
    assert IN_SUITE or dearest[0] <= LONGEST_SECONDS


def _made_odd(rng, sound, number):
    """The body as it is but for a value or two, often ones that may stand there; or something else at all."""
    if rng.random() < 0.03:
        return _value(rng, number)
    body = json.loads(json.dumps(sound))
    wrong = rng.random()
    for _time in range(rng.choice([1, 1, 2])):
        (_swap if wrong < 0.6 else _spoil)(rng, body, number)
    return body


def _swap(rng, body, number):
    """Put a text in the place of a text that may be any, or leave out something that may be missing."""
    texts = [(box, key) for box in _boxes(body) for key in _keys(box) if key in FREE]
    if texts and rng.random() < 0.8:
        box, key = rng.choice(texts)
        box[key] = (rng.choice(NAUGHTY) + MARK.format(number))[: rng.choice([20, 60, 20_000])]
    elif isinstance(body, dict) and rng.random() < 0.5:
        body.pop(rng.choice(sorted(OPTIONAL)), None)


def _spoil(rng, body, number):
    """Put anything anywhere."""
    inside = rng.choice(list(_boxes(body)))
    further = ["bogus", "id", "version", ""] if isinstance(inside, dict) else []
    key = rng.choice([*_keys(inside), *further] or [None])
    if key is None:
        inside.append(_value(rng, number))
    elif rng.random() < 0.2 and key in _keys(inside):
        del inside[key]
    else:
        inside[key] = _value(rng, number)


def _boxes(value):
    """Every object and list in it."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _boxes(inner)


def _keys(box):
    return list(box) if isinstance(box, dict) else list(range(len(box)))


def _value(rng, number):
    return deepcopy(rng.choice(ODD)) if rng.random() < 0.5 else rng.choice(NAUGHTY) + MARK.format(number)
