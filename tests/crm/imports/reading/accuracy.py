"""How often the encoding of a text is told rightly: ``python -m tests.crm.imports.reading.accuracy``.

Names, places, firms and sentences as faker makes them, cut to a length; right is what reads the text as it
was.
"""

import random
import sys

from faker import Faker

from crm.imports.reading.child.encodings import of_bytes
from crm.imports.reading.child.texts import PYTHON_NAMES

LENGTHS = (10, 20, 40, 100, 400, 2_000)
RUSSIAN = ("windows-1251", "koi8-r", "cp866", "utf-8")
WESTERN = ("windows-1252", "latin-1")


def share_right(encoding: str, length: int, *, tries: int = 300, seed: int = 7) -> float:
    """The share of texts of this many characters that are read rightly; those of ASCII alone don't count."""
    dice = random.Random(seed)
    fakers = [
        Faker(one) for one in (["ru_RU"] if encoding in RUSSIAN else ["de_DE", "fr_FR", "es_ES", "sv_SE"])
    ]
    for one in fakers:
        one.seed_instance(seed)
    right = count = 0
    for _ in range(tries):
        text = _text(fakers, length, encoding, dice)
        if not text.isascii():
            content = text.encode(PYTHON_NAMES[encoding])
            count += 1
            right += content.decode(PYTHON_NAMES[of_bytes(content).name], "replace") == text
    return right / count


def _text(fakers: list[Faker], length: int, encoding: str, dice: random.Random) -> str:
    text = ""
    while len(text) < length:
        one = dice.choice(fakers)
        make = dice.choice((one.name, one.city, one.company, one.street_name, one.sentence))
        text += make() + dice.choice((";", ",", "\n", " "))
    known = PYTHON_NAMES[encoding]
    return "".join(letter if letter.encode(known, "ignore") else "-" for letter in text[:length])


if __name__ == "__main__":
    for name in (*RUSSIAN, *WESTERN):
        shares = (f"{share_right(name, length):7.1%}" for length in LENGTHS)
        sys.stdout.write(f"{name:14}{''.join(shares)}\n")
