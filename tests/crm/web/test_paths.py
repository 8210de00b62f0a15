"""Paths that are put together again are those that Flask builds."""

from typing import Any

import pytest
from flask import Flask, url_for

from crm.web import planes
from tests.kit.cast import NORTH

BASE = f"http://{NORTH.host}"
APEX = f"http://{NORTH.host.partition(chr(46))[2]}"


@pytest.mark.parametrize("base", [BASE, APEX])
def test_every_path_is_the_one_that_flask_builds(app, base):
    built = 0
    for rule in app.url_map.iter_rules():
        for number in (0, 7, 123_456_789_012, planes.MOST_LIKELY_NONE):
            values: dict[str, Any] = {
                name: number if _is_number(rule, name) else f"a/b {{0}} {number}" for name in rule.arguments
            }
            for more in (
                {},
                {"page": number, "q": "ёж & {}", "none": None},
                {"_anchor": "top"},
                {"_external": True},
            ):
                with app.test_request_context(base_url=base):
                    assert url_for(rule.endpoint, **values, **more) == Flask.url_for(
                        app, rule.endpoint, **values, **more
                    )
                built += 1
    assert built > 1_000


def test_a_number_a_text_and_a_truth_value_do_not_share_a_path(app):
    with app.test_request_context(base_url=BASE):
        told = [url_for("contacts.index", after=value) for value in (1, "1", True, "x", -1, 1.0)]

    assert told == [f"/contacts?after={value}" for value in (1, 1, True, "x", -1, 1.0)]


def test_another_planes_page_is_led_to_on_its_own_host(app):
    endpoint = next(
        rule.endpoint for rule in app.url_map.iter_rules() if rule.subdomain == "w" and not rule.arguments
    )
    for host in ("localhost", "127.0.0.1"):
        with app.test_request_context(base_url=f"http://{host}"):
            assert url_for(endpoint) == Flask.url_for(app, endpoint)


def _is_number(rule, name: str) -> bool:
    return type(rule._converters.get(name)).__name__ in ("RecordId", "IntegerConverter")
