"""The numbers of Russian businesses, with real ones and ones with a wrong digit."""

import pytest
from pydantic_core import PydanticCustomError

from crm.kernel import requisites

SBERBANK, RAIFFEISEN, TREASURY = "044525225", "044525700", "004525988"
CHECKED = {
    "inn": requisites.checked_inn,
    "kpp": requisites.checked_kpp,
    "ogrn": requisites.checked_ogrn,
    "okpo": requisites.checked_okpo,
    "bik": requisites.checked_bik,
}

REAL = [
    ("inn", "7707083893"),
    ("inn", "7736207543"),
    ("inn", "7736050003"),
    ("inn", "500100732259"),
    ("kpp", "773601001"),
    ("kpp", "7736AB001"),
    ("ogrn", "1027700132195"),
    ("ogrn", "1027700229193"),
    ("ogrn", "304500116000157"),
    ("okpo", "00032537"),
    ("okpo", "00040778"),
    ("bik", SBERBANK),
]


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(("name", "number"), REAL)
def test_a_real_number_is_taken_however_it_is_spaced(name, number):
    spaced = f" {number[:3]} {number[3:5]}-{number[5:]}\u00a0"

    assert CHECKED[name](number) == CHECKED[name](spaced) == number


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(("name", "number"), [case for case in REAL if case[0] in ("inn", "ogrn", "okpo")])
def test_one_mistyped_digit_is_seen_wherever_it_is(name, number):
    for place, digit in enumerate(number):
        mistyped = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
        with pytest.raises(PydanticCustomError) as refusal:
            CHECKED[name](mistyped)
        assert refusal.value.context["sentence"] == requisites.MISTYPED


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("inn", "770708389"),
        ("inn", "77070838931"),
        ("inn", "770708389З"),
        ("inn", "٧٧٠٧٠٨٣٨٩٣"),
        ("kpp", "77360100"),
        ("kpp", "77360100A"),
        ("ogrn", "102770013219"),
        ("okpo", "0003253"),
        ("bik", "144525225"),
        ("bik", "04452522"),
    ],
)
def test_what_has_too_few_digits_or_other_signs_is_refused(name, wrong):
    with pytest.raises(PydanticCustomError):
        CHECKED[name](wrong)


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("40703810700001449489", RAIFFEISEN),
        ("40101810800000010041", "044583001"),
        ("03100643000000017300", TREASURY),
        ("40703810700001449480", ""),
    ],
)
def test_an_account_fits_its_bank(account, bik):
    assert requisites.checked_account(account, bik=bik) == account


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("30101810400000000225", SBERBANK),
        ("30101810200000000700", RAIFFEISEN),
        ("40102810545370000003", TREASURY),
    ],
)
def test_a_correspondent_account_fits_its_bank_and_no_other_digit_does(account, bik):
    assert requisites.checked_correspondent(account, bik=bik) == account
    for place, digit in enumerate(account):
        mistyped = account[:place] + str((int(digit) + 1) % 10) + account[place + 1 :]
        with pytest.raises(PydanticCustomError) as refusal:
            requisites.checked_correspondent(mistyped, bik=bik)
        assert refusal.value.context["sentence"] == requisites.UNFITTING


def test_an_account_with_another_bank_or_of_another_length_is_refused():
    for account, bik in (("40703810700001449489", SBERBANK), ("4070381070000144948", RAIFFEISEN)):
        with pytest.raises(PydanticCustomError):
            requisites.checked_account(account, bik=bik)


def test_nothing_is_nothing():
    assert [check(" ") for check in CHECKED.values()] == [""] * 5
    assert requisites.checked_account("", bik=SBERBANK) == ""
    assert requisites.checked_correspondent("", bik="") == ""
