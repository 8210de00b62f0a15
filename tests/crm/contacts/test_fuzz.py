"""Whatever is posted as a contact: no 500, what was typed comes back, what is stored is shown escaped.

``bin/test`` runs a short, fixed seed; ``python -m tests.crm.contacts.fuzz --cases 10000`` a long, random one.
"""

import html
import os
import random
import re
import time
from collections import Counter

import pytest

from crm.kernel.forms import clean
from crm.web.limits import limiter
from tests.kit.cast import MAX

IN_SUITE = "FORM_FUZZ_CASES" not in os.environ
CASES = int(os.environ.get("FORM_FUZZ_CASES", "120"))
LONGEST_SECONDS = 2
MARK = "<zq-{}>"
"""Stands in texts as a tag that nothing of ours has; where it shows up as one, something was not escaped."""
NAUGHTY = [
    "", " ", "\0", "a\0b", "\t", "\r\n", "null", "None", "undefined", "NaN", "true", "[]", "{}", "0",
    "-1", "1e309",
    "9" * 400, "99999999999999999999", "2147483648", "9223372036854775808", "0x10", "١٢٣", "½",
    "\u202eabc", "\u2066abc\u2069", "\u200b", "\u200d\u200d", "\ufeff", "\uffff", "e" + "\u0301" * 500,
    "Ω≈ç√∫", "田中さん", "👩‍👩‍👧‍👦" * 20, "İıſß", "ﬀﬃ", "ё", "Ё", "й",
    "'", '"', "`", "\\", "%", "_", "%s%s%n", "{{7*7}}", "${7*7}", "'; DROP TABLE contact; --", "' OR 1=1 --",
    "../../etc/passwd", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example",
    "http://[::1",
    "mailto:x@y?bcc=z", "a@b", "@", "a@" + "b" * 300 + ".example", "+", "+7", "8" * 40, "tel:;ext=",
    "1;ext=9;ext=8",
    "1985-02-29", "0000-00-00", "9999-12-31", "1850-01-01", "2000-13-40", "-1-1-1", "29.02.2000", "T00:00",
    "person", "company", "email", "phone", "address", "*", "7707083893", "044525225", "x" * 201, "x" * 20_001,
]  # fmt: skip
FIELDS = [
    "kind", "first_name", "last_name", "middle_name", "name", "job_title", "description", "type_id",
    "language",
    "source", "currency", "born_on", "manager_ids", "lead_id", "sharing", "choose_people", "version", "then",
    "requisites-inn", "requisites-kpp", "requisites-ogrn", "requisites-okpo", "requisites-legal_form",
    "requisites-full_name", "requisites-accounts-0-bik", "requisites-accounts-0-account",
    "requisites-accounts-0-correspondent", "requisites-accounts", "requisites-accounts-x", "requisites-bogus",
    "pick:last_name", "pick:comms:1", "picking", "photo_kept", "photo_removed", "field-1", "field-x",
    "form_id", "tags", "tags-0", "tags-x-y", "had",
]  # fmt: skip
ROW_FIELDS = [
    "id", "kind", "value", "label", "word", "primary", "street", "city", "region", "postal_code",
    "country", "bogus",
]  # fmt: skip
ROWS = ["0", "1", "7", "999", "1000", "3000", "5000", "5001", "99999999999", "-1", "x", ""]
SHOWN = ("first_name", "last_name", "name", "job_title", "source")


@pytest.fixture
def unlimited():
    limiter.enabled = False
    yield
    limiter.enabled = True


def test_no_posted_form_breaks_anything(client_of, a_contact, unlimited, capsys):
    seed = 1 if IN_SUITE else random.SystemRandom().randrange(2**32)
    rng, client = random.Random(seed), client_of(MAX)
    ids = [a_contact(managers=[MAX], comms=[{"kind": "site", "value": "a.example"}]).id for _n in range(3)]
    statuses: Counter[int] = Counter()
    dearest = (0.0, 0)

    for number in range(CASES):
        form, told = _form(rng, number), f"case {number} of seed {seed}"
        at = rng.choice(["/contacts", f"/contacts/{rng.choice(ids)}"])
        began = time.process_time()
        answer = client.post(at, data=form)
        dearest = max(dearest, (time.process_time() - began, number))
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, told
        assert not re.search(r"<zq-\d", answer.text), told
        if answer.status_code == 422:
            _comes_back(answer.text, form, told)
        if answer.status_code == 303:
            for page in (answer.location, f"{answer.location}/edit"):
                shown = client.get(page)
                assert shown.status_code < 500, told
                assert not re.search(r"<zq-\d", shown.text), told

    answers = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    with capsys.disabled():
        print(f"\n{CASES} forms, seed {seed} ({answers}); most work {dearest[0]:.2f} s (case {dearest[1]})")  # noqa: T201
    assert {303, 422} <= set(statuses)
    assert IN_SUITE or dearest[0] <= LONGEST_SECONDS


def _form(rng, number):
    """A form that is nearly right, with some of it made wrong."""
    sound = {
        "kind": rng.choice(["person", "company"]), "first_name": MARK.format(number), "last_name": "Petrov",
        "name": MARK.format(number), "version": str(rng.choice([1, 1, 2, 5])),
    }  # fmt: skip
    form = {name: [value] for name, value in sound.items()}
    for _time in range(rng.choice([0, 0, 1, 1, 2, 6])):
        form.setdefault(_name(rng), []).append(_text(rng))
    for name in rng.sample(sorted(form), k=rng.choice([0, 0, 1])):
        form[name] = [_text(rng)]
    return form


def _name(rng):
    if rng.random() < 0.5:
        return rng.choice(FIELDS)
    return f"comms-{rng.choice(ROWS)}-{rng.choice(ROW_FIELDS)}"


def _text(rng):
    text = rng.choice(NAUGHTY)
    if rng.random() < 0.02:
        return text + "я" * 1_000_000
    return rng.choice([text, text + MARK.format(rng.randrange(99)), text + rng.choice(NAUGHTY)])


def _comes_back(page, form, told):
    """What was typed into the plain fields stands in the page again, so far as a page can show it."""
    kind = form["kind"][0]
    for name in SHOWN:
        typed = form.get(name, [""])
        if len(typed) == 1 and typed[0] and len(typed[0]) < 5000 and kind in ("person", "company"):
            found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page, re.DOTALL)
            assert found, told
            assert clean(html.unescape(found[1])).split() == clean(typed[0]).split(), told
