"""Each answer of the API says how many calls are left (API-1)."""

import pytest
from redis.exceptions import ConnectionError as NoConnection

from tests.kit.cast import ALICE, BOB

ME = "/api/v1/me"
pytestmark = pytest.mark.promise("API-1")


def test_answers_say_what_is_left_of_the_tokens_own_calls(api_of):
    alice, bob = api_of(ALICE), api_of(BOB)

    first, second = alice.get(ME), alice.get("/api/v1/contacts/999999")
    others = bob.get(ME)

    assert first.headers["RateLimit-Limit"] == "3000"
    assert int(first.headers["RateLimit-Remaining"]) == 2999
    assert second.status_code == 404
    assert int(second.headers["RateLimit-Remaining"]) == 2998
    assert 0 <= int(second.headers["RateLimit-Reset"]) <= 60
    assert int(others.headers["RateLimit-Remaining"]) == 2999


def test_beyond_the_limit_the_answer_says_when_to_go_on(api_of, monkeypatch):
    monkeypatch.setattr("crm.web.api.rates.CALLS", "2 per minute")
    alice = api_of(ALICE)
    alice.get(ME)
    alice.get(ME)

    refused = alice.get(ME)

    assert refused.status_code == 429
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert 1 <= int(refused.headers["Retry-After"]) <= 61


def test_pages_say_nothing_of_it_and_the_description_does(client_of, api_of):
    described = api_of(ALICE).get("/api/v1/openapi.json").json

    answer = described["paths"]["/api/v1/me"]["get"]["responses"]["200"]
    assert {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} <= set(answer["headers"])
    assert "RateLimit-Limit" in described["components"]["responses"]["Refused429"]["headers"]
    assert "RateLimit-Limit" not in client_of(ALICE).get("/contacts").headers


@pytest.mark.promise("R5")
def test_an_answer_is_given_though_valkey_went_while_it_was_made(api_of, monkeypatch):
    alice = api_of(ALICE)
    monkeypatch.setattr("crm.web.api.rates.CALLS", "2 per minute")
    alice.get(ME)

    def gone(*_limit):
        raise NoConnection("Connection refused")

    monkeypatch.setattr("limits.strategies.FixedWindowRateLimiter.get_window_stats", gone)
    answered, refused = alice.get(ME), alice.get(ME)

    assert (answered.status_code, refused.status_code) == (200, 429)
    assert "RateLimit-Remaining" not in answered.headers
    assert refused.headers["Retry-After"] == "1"
