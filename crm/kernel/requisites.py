"""The numbers of Russian businesses and their banks, each with its check digits (CON-21).

Each ``checked_…`` returns the number without spaces and dashes, an empty one as it is, or refuses it in a
validator of a shape with a sentence that says what is wrong with it.

Sources: INN and KPP: order of the Federal Tax Service ММВ-7-6/435@ of 29.06.2012. OGRN and OGRNIP: order of
the Ministry of Finance 165н of 30.10.2017. OKPO: Rosstat's rules PR 50.1.024-2005. BIK: Bank of Russia's
regulation 732-П of 24.09.2020. The key of an account: Bank of Russia's order 515 of 08.09.1997.
"""

import re
from collections.abc import Sequence
from typing import Final

from crm.kernel.forms import refusal
from crm.kernel.i18n import mark

_INN_10: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_BIK = re.compile(r"0[0-9]{8}")
_OF_THE_CENTRAL_BANK: Final = ("000", "001", "002")
_ACCOUNT_WEIGHTS: Final = (7, 1, 3) * 8
ACCOUNT_LENGTH: Final = 20

DIGITS_ONLY: Final = mark("Only digits belong here.")
MISTYPED: Final = mark("The check digits don't fit: one of the digits is mistyped.")
UNFITTING: Final = mark("This account doesn't fit the BIK: one of the digits is mistyped.")


def checked_inn(text: str) -> str:
    """The taxpayer's number: 10 digits of an organisation, 12 of a person or a sole trader."""
    number = _digits(text, (10, 12), mark("An INN has 10 digits, a person's 12; here are %(count)s."))
    keys = (_INN_10,) if len(number) == 10 else (_INN_11, _INN_12)
    if number and "".join(_inn_key(number, weights) for weights in keys) != number[-len(keys) :]:
        raise refusal("key", MISTYPED)
    return number


def checked_kpp(text: str) -> str:
    """An organisation's reason code: four digits of the tax office, two signs of the reason, three digits."""
    code = _bare(text).upper()
    if code and not _KPP.fullmatch(code):
        raise refusal("kpp", mark("A KPP has 9 digits, such as 770201001."))
    return code


def checked_ogrn(text: str) -> str:
    """The registration's number: 13 digits of an organisation, 15 (OGRNIP) of a sole trader."""
    number = _digits(text, (13, 15), mark("An OGRN has 13 digits, an OGRNIP 15; here are %(count)s."))
    if number and str(int(number[:-1]) % (len(number) - 2))[-1] != number[-1]:
        raise refusal("key", MISTYPED)
    return number


def checked_okpo(text: str) -> str:
    """The number in the register of enterprises: 8 digits, a sole trader's 10."""
    number = _digits(text, (8, 10), mark("An OKPO has 8 digits, a sole trader's 10; here are %(count)s."))
    if number and _okpo_key(number[:-1]) != number[-1]:
        raise refusal("key", MISTYPED)
    return number


def checked_bik(text: str) -> str:
    """The bank's code: nine digits that begin with 0."""
    number = _bare(text)
    if number and not _BIK.fullmatch(number):
        raise refusal("bik", mark("A BIK has 9 digits and begins with 0."))
    return number


def checked_account(text: str, *, bik: str) -> str:
    """An account with the bank of this BIK: 20 digits. Its key is checked where the BIK is known.

    Accounts of the Treasury, which begin with 0, carry another key.
    """
    number = _account(text)
    if number and bik and not number.startswith("0") and not _fits(number, _key_prefix(bik)):
        raise refusal("key", UNFITTING)
    return number


def checked_correspondent(text: str, *, bik: str) -> str:
    """The bank's own account with the Bank of Russia: 20 digits, its key checked where the BIK is known."""
    number = _account(text)
    if number and bik and not _fits(number, f"0{bik[4:6]}"):
        raise refusal("key", UNFITTING)
    return number


def _key_prefix(bik: str) -> str:
    """What stands before an account when its key is reckoned: of a bank, or of the Bank of Russia itself."""
    return f"0{bik[4:6]}" if bik.endswith(_OF_THE_CENTRAL_BANK) else bik[-3:]


def _fits(account: str, prefix: str) -> bool:
    return _weighed(prefix + account, _ACCOUNT_WEIGHTS) % 10 == 0


def _account(text: str) -> str:
    return _digits(text, (ACCOUNT_LENGTH,), mark("An account has 20 digits; here are %(count)s."))


def _inn_key(number: str, weights: Sequence[int]) -> str:
    return str(_weighed(number, weights) % 11 % 10)


def _okpo_key(number: str) -> str:
    """Places weigh 1 to 10 and again from 1; if that leaves 10, they weigh from 3 on, and 10 again is 0."""
    rest = _weighed(number, [place % 10 + 1 for place in range(len(number))]) % 11
    if rest == 10:
        rest = _weighed(number, [(place + 2) % 10 + 1 for place in range(len(number))]) % 11 % 10
    return str(rest)


def _weighed(number: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def _digits(text: str, lengths: Sequence[int], sentence: str) -> str:
    """The digits, of one of these lengths, or nothing."""
    number = _bare(text)
    if number and not (number.isascii() and number.isdigit()):
        raise refusal("digits", DIGITS_ONLY)
    if number and len(number) not in lengths:
        raise refusal("length", sentence, count=len(number))
    return number


def _bare(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
