"""Languages, currencies and countries by their codes, in the reader's words."""

import pytest

from crm.kernel import codes
from crm.kernel.i18n import speaking


def test_the_lists_are_those_of_the_standards():
    assert len(codes.LANGUAGES) == 184
    assert len(codes.COUNTRIES) == 249
    assert {"RUB", "USD", "EUR", "XAF", "HRK"} <= codes.CURRENCIES
    assert not {"XXX", "DEM", "SUR"} & codes.CURRENCIES


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("reader", "names"),
    [("en", ("Russian", "Russian Ruble", "Germany")), ("ru", ("русский", "российский рубль", "Германия"))],
)
def test_names_stand_in_the_readers_words(app, reader, names):
    with app.app_context(), speaking(reader):
        assert (codes.language_name("ru"), codes.currency_name("RUB"), codes.country_name("DE")) == names


def test_a_currency_that_is_no_more_is_offered_to_who_has_it(app):
    with app.app_context(), speaking("en"):
        assert "HRK" not in dict(codes.currency_options())
        assert codes.currency_options("HRK", "EUR")[0] == ("HRK", "HRK · Croatian Kuna")
        assert [code for code, _name in codes.currency_options("EUR")].count("EUR") == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Россия", "RU"),
        ("  рф ", "RU"),
        ("russia", "RU"),
        ("de", "DE"),
        ("Германия", "DE"),
        ("USA", "US"),
        ("Atlantis", None),
        ("", None),
        ("zz", None),
    ],
)
def test_a_country_is_known_by_its_names_in_both_languages(text, code):
    assert codes.country_of(text) == code
