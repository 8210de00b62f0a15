"""Lines of a card, as the columns of its row tell them (IMP-1)."""

import pytest

from crm.imports.reading.child.cards import COLUMNS, WAYS, _ways
from crm.kernel.vcards.reading import read_cards

pytestmark = pytest.mark.promise("IMP-1")


def card(*lines):
    text = "\r\n".join(["BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD", ""])
    (one,) = read_cards(text.encode()).cards
    return one


@pytest.mark.parametrize(
    ("line", "phone"),
    [
        ("TEL;VALUE=uri:tel:+1-212-555-0171;ext=5102", "+1-212-555-0171 ext. 5102"),
        ("TEL;VALUE=uri:TEL:0171;phone-context=+1-212-555", "0171"),
        ("TEL;VALUE=uri:tel:+1-212-555-0172", "+1-212-555-0172"),
        ("TEL:+7 916 123-45-67; +7 916 123-45-68", "+7 916 123-45-67; +7 916 123-45-68"),
    ],
)
def test_a_phone_is_one_with_its_extension(line, phone):
    assert next(_ways(card(line), dict.fromkeys(WAYS, 0) | {"phone": 1})) == phone


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:19801231", "1980-12-31"),
        ("BDAY:1980-12-31T00:00:00Z", "1980-12-31"),
        ("BDAY:--0415", "--04-15"),
        ("BDAY:--04-15", "--04-15"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-05", "--05-05"),
        ("BDAY;VALUE=text:circa 1800", "circa 1800"),
    ],
)
def test_a_birthday_may_have_no_year(line, day):
    assert COLUMNS["birthday"](card(line)) == day


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["FN:Пётр Безэнов"], "Пётр Безэнов"),
        (["N:;;;;", "FN:Ann Lee", "ORG:Acme"], "Ann Lee"),
        (["N:;;;;", "FN:Acme LLC", "ORG:Acme LLC;"], ""),
        (["N:Lee;Ann", "FN:Ann Lee", "ORG:Ann Lee"], "Ann Lee"),
    ],
)
def test_a_company_has_no_full_name_besides(lines, told):
    assert COLUMNS["full_name"](card(*lines)) == told
