"""Amounts of money as the reader writes them: 1 234,50 ₽, €1,234.50, RUB 1,234.50."""

import re
from decimal import Decimal

from babel.numbers import format_currency

from crm.kernel.i18n import locale

_CODE_BEFORE_DIGITS = re.compile(r"(?<=[A-Z])(?=[0-9])")


def shown(amount: Decimal, currency: str) -> str:
    """The amount with its sign, or with the ISO 4217 code where the language has no sign for it."""
    text = format_currency(amount, currency, locale=locale())
    return _CODE_BEFORE_DIGITS.sub("\u00a0", str(text))
