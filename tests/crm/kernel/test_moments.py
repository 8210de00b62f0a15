"""Instants and numbers in the reader's form."""

from datetime import UTC, datetime

import pytest
import time_machine

from crm.kernel import moments
from crm.kernel.i18n import speaking

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("at", "english", "russian"),
    [
        (datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "12:05", "12:05"),
        (datetime(2026, 11, 21, 21, 30, tzinfo=UTC), "00:30", "00:30"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "20 Nov", "20 нояб"),
        (datetime(2025, 11, 3, 9, 0, tzinfo=UTC), "3 Nov 2025", "03.11.2025"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_list_tells_an_instant_as_short_as_it_can(app, at, english, russian):
    told = []
    with app.app_context():
        for language in ("en", "ru"):
            with speaking(language, time_zone="Europe/Moscow"):
                told.append(moments.short(at))

    assert told == [english, russian]


@pytest.mark.promise("L10-1")
def test_the_exact_instant_is_told_in_the_readers_zone_and_words(app):
    with app.app_context(), speaking("ru", time_zone="Asia/Yekaterinburg"):
        assert moments.exact(NOON) == "22 ноября 2026, 17:00"


@pytest.mark.promise("L10-1")
@time_machine.travel(NOON, tick=False)
def test_readers_in_two_zones_are_told_the_same_instant_each_in_their_own(app):
    told = []
    for zone in ("Europe/Moscow", "Asia/Vladivostok"):
        with app.app_context(), speaking("ru", time_zone=zone):
            told.append((moments.short(NOON), moments.exact(NOON)))

    assert told == [("15:00", "22 ноября 2026, 15:00"), ("22:00", "22 ноября 2026, 22:00")]


@pytest.mark.promise("L10-1")
def test_thousands_are_parted_as_the_reader_parts_them(app):
    with app.app_context():
        with speaking("en"):
            assert moments.number(1000) == "1,000"
        with speaking("ru"):
            assert moments.number(1000) == "1\N{NO-BREAK SPACE}000"
