"""Which address a column tells a part of, by its heading: "Business City", «Город (дом. адрес)»."""

import re
from typing import Final

_USES: Final = (
    "business|work|office|home|personal|other|mailing|billing|shipping|delivery|legal|registered"
    "|рабочий|домашний|другой|юридический|фактический|почтовый(?= адрес)"
)
_BEFORE: Final = re.compile(rf"({_USES})(?: (?:address|адрес))?(?: - | )?(.*)")
_BETWEEN: Final = re.compile(r"address(?: \((\w+)\)| - (\w+)) (.+)")
_BEHIND: Final = re.compile(r"(.+?) \((раб|дом|другой|business|work|home|other)\.?(?: адрес| address)?\)")
_DELIVERY: Final = "адрес доставки"


def apart(bare: str) -> tuple[str, str]:
    """Of a heading as it is compared: what the address is for ("home", or nothing), and which part it is."""
    if found := _BEFORE.fullmatch(bare):
        return found[1], found[2]
    if found := _BETWEEN.fullmatch(bare):
        return found[1] or found[2], found[3]
    if found := _BEHIND.fullmatch(bare):
        return found[2], found[1]
    return ("delivery", "") if bare == _DELIVERY else ("", bare)
