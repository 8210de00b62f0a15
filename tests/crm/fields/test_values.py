"""What values fields take, at the API and at the page: each type, each flag, in both languages."""

import pytest

from tests.kit.cast import ALICE, BOB, NORTH, SEVER, Standing

COMPANY = {"kind": "company", "name": "Romashka"}
CHOICES = ("Gold", "Silver")

GOOD = [  # type, as given, as kept
    ("text", "  Big   client ", "Big client"),
    ("text", "<b>&\u202e", "<b>&"),
    ("long_text", "One\r\nTwo ", "One\nTwo"),
    ("integer", 7, 7),
    ("integer", "1 234", 1234),
    ("integer", -999_999_999_999_999, -999_999_999_999_999),
    ("integer", 5.0, 5),
    ("decimal", "1234.50", "1234.5"),
    ("decimal", "0.1", "0.1"),
    ("decimal", 0.1, "0.1"),
    ("decimal", 12, "12"),
    ("decimal", "-0.0", "0"),
    ("decimal", "999999999999999.12345678", "999999999999999.12345678"),
    ("money", {"amount": "12.5", "currency": "EUR"}, {"amount": "12.50", "currency": "EUR"}),
    ("money", {"amount": 100, "currency": "jpy"}, {"amount": "100", "currency": "JPY"}),
    ("money", {"amount": "-3"}, {"amount": "-3.00", "currency": "USD"}),
    ("date", "2026-11-22", "2026-11-22"),
    ("date", "22.11.2026", "2026-11-22"),
    ("date", "29.02.2028", "2028-02-29"),
    ("datetime", "2026-11-22T15:30:00+03:00", "2026-11-22T12:30:00Z"),
    ("datetime", "2026-07-01T15:30", "2026-07-01T14:30:00Z"),
    ("yes_no", True, True),
    ("yes_no", "no", False),
    ("select", 2, 2),
    ("select", "silver", 2),
    ("multi_select", [2, 1, 2], [1, 2]),
    ("multi_select", ["Gold"], [1]),
    ("url", "https://example.com/a?b=1", "https://example.com/a?b=1"),
    ("url", "example.com", "https://example.com"),
    ("email", "Ivan@Example.COM", "Ivan@example.com"),
    ("phone", "(212) 555-2368", "+12125552368"),
    ("phone", "+7 916 123-45-67", "+79161234567"),
    ("user", BOB.id, BOB.id),
    ("contact", int(Standing.OWN), int(Standing.OWN)),
    ("contact", f"Ivan Own #{int(Standing.OWN)}", int(Standing.OWN)),
]  # fmt: skip
BAD = [
    ("text", 7),
    ("text", ["a"]),
    ("text", "x" * 501),
    ("long_text", "x" * 20_001),
    ("integer", "1.5"),
    ("integer", 5.5),
    ("integer", True),
    ("integer", 10**15),
    ("integer", "9" * 5_000),
    ("decimal", "twelve"),
    ("decimal", "1e5"),
    ("decimal", 0.1 + 0.2),
    ("decimal", 1e308),
    ("decimal", "0.123456789"),
    ("decimal", "0." + "0" * 40 + "1"),
    ("money", "much"),
    ("money", {"amount": "1.005", "currency": "EUR"}),
    ("money", {"amount": "1", "currency": "XYZ"}),
    ("money", {"amount": "1", "currency": ["EUR"]}),
    ("money", {"amount": "1", "currency": "EUR", "vat": 1}),
    ("date", "2026-02-30"),
    ("date", "05/06/2026"),
    ("date", "0000-01-01"),
    ("date", 20261122),
    ("datetime", "2026-11-22"),
    ("datetime", "0001-01-01T00:00+14:00"),
    ("yes_no", 3),
    ("select", 3),
    ("select", "Bronze"),
    ("select", [1]),
    ("multi_select", [1, 3]),
    ("multi_select", [[1]]),
    ("multi_select", list(range(1, 300))),
    ("url", "javascript:alert(1)"),
    ("url", "ftp://example.com"),
    ("url", "https://"),
    ("url", "https://[::"),
    ("url", "https://bank@evil.example"),
    ("url", "word"),
    ("email", "ivan at example"),
    ("phone", "12"),
    ("phone", "call me"),
    ("user", 999_999),
    ("user", "Bob"),
    ("contact", int(Standing.COLLEAGUES)),
    ("contact", int(Standing.DELETED)),
    ("contact", 999_999),
    ("contact", "hidden"),
    ("contact", 2**70),
    ("contact", {"id": 1}),
]


@pytest.fixture
def field(a_field):
    """A field of this type; selects have Gold and Silver."""

    def make(of_type: str, **wishes):
        if of_type in ("select", "multi_select"):
            wishes.setdefault("choices", CHOICES)
        return a_field(of_type, "Own field", **wishes)

    return make


@pytest.mark.promise("CON-4")
@pytest.mark.parametrize(("of_type", "given", "kept"), GOOD)
def test_a_value_goes_in_and_comes_out_by_the_api(api_of, field, of_type, given, kept):
    key = field(of_type).key

    answer = api_of(ALICE).post("/api/v1/contacts", json={**COMPANY, "custom": {key: given}})

    assert answer.status_code == 201, answer.json
    assert answer.json["custom"] == {key: kept}
    again = api_of(ALICE).get(f"/api/v1/contacts/{answer.json['id']}")
    assert again.json["custom"] == {key: kept}


@pytest.mark.promise("CON-4")
@pytest.mark.parametrize(("of_type", "given"), BAD)
def test_what_is_no_value_is_refused_in_a_sentence_beside_the_field(api_of, field, of_type, given):
    key = field(of_type).key

    answer = api_of(ALICE).post("/api/v1/contacts", json={**COMPANY, "custom": {key: given}})

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [f"custom.{key}"]
    assert answer.json["errors"][f"custom.{key}"].endswith(".")


@pytest.mark.promise("CON-4")
@pytest.mark.parametrize(("of_type", "given"), BAD)
def test_the_form_gives_back_what_it_refuses(client_of, field, of_type, given):
    own = field(of_type)
    name = f"custom_{own.key}[]" if isinstance(given, list) else f"custom_{own.key}"
    given = given if isinstance(given, list | dict) else str(given)
    data = (
        {f"{name}-{part}": value for part, value in given.items()}
        if isinstance(given, dict)
        else {name: given}
    )
    if of_type == "integer" and given == "True":
        data = {name: "yes"}

    answer = client_of(ALICE).post("/contacts", data={**COMPANY, **data})

    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert f'href="#f-custom_{own.key}"' in answer.text
    if isinstance(given, str) and len(given) < 100 and of_type not in ("select", "yes_no", "user"):
        assert answer.status_code == 422 or (of_type, given) in {
            ("text", "7"),
            ("decimal", "0.30000000000000004"),
        }


IN_LIST = {"1 Jul 2026, 13:30": "1 July 2026, 13:30", "01.07.2026, 15:30": "1 июля 2026, 15:30"}
"""A list tells an instant short, and in full under the mouse."""


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("of_type", "given", "kept"),
    [
        ("decimal", "1\u00a0234,56", "1234.56"),
        ("decimal", "1,234", "1.234"),
        ("money", {"amount": "1 234,5", "currency": "RUB"}, {"amount": "1234.50", "currency": "RUB"}),
        ("date", "22.11.2026", "2026-11-22"),
        ("date", "22 ноября 2026", "2026-11-22"),
        ("datetime", "22.11.2026 15:30", "2026-11-22T12:30:00Z"),
        ("yes_no", "Да", True),
        ("phone", "8 (916) 123-45-67", "+79161234567"),
    ],
)
def test_russians_write_as_they_are_used_to(api_of, field, of_type, given, kept):
    key = field(of_type, at=SEVER).key

    answer = api_of(ALICE.at(SEVER)).post("/api/v1/contacts", json={**COMPANY, "custom": {key: given}})

    assert answer.json["custom"] == {key: kept}


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("of_type", "kept", "english", "russian"),
    [
        ("integer", 1234567, "1,234,567", "1\u00a0234\u00a0567"),
        ("decimal", "1234.5678", "1,234.5678", "1\u00a0234,5678"),
        ("money", {"amount": "1234.50", "currency": "RUB"}, "RUB\u00a01,234.50", "1\u00a0234,50\u00a0₽"),
        ("date", "2026-11-22", "22 Nov 2026", "22.11.2026"),
        ("datetime", "2026-07-01T12:30:00Z", "1 Jul 2026, 13:30", "01.07.2026, 15:30"),
        ("yes_no", True, "Yes", "Да"),
        ("phone", "+79161234567", "+7 916 123-45-67", "+7 916 123-45-67"),
    ],
)
def test_values_are_shown_in_the_readers_form(client_of, api_of, field, of_type, kept, english, russian):
    for business, shown in ((NORTH, english), (SEVER, russian)):
        key = field(of_type, at=business, in_list=True).key
        alice = ALICE.at(business)
        added = api_of(alice).post("/api/v1/contacts", json={**COMPANY, "custom": {key: kept}}).json

        assert shown in client_of(alice).get(f"/contacts/{added['id']}").text
        assert IN_LIST.get(shown, shown) in client_of(alice).get("/contacts?q=romashka").text
