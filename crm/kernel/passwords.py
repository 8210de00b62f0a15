"""Passwords: how they are kept (argon2id), and what a good one is (PROMISES, "Security"; NIST SP 800-63B).

One process makes at most four hashes at once, since each takes 19 MiB; whoever waits longer than
``WAIT_SECONDS`` is asked to try again.
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from crm.kernel.errors import Invalid, TooMany
from crm.kernel.i18n import LazyText, lazy

LEAST_ALONE: Final = 15
LEAST_WITH_SECOND_FACTOR: Final = 8
MOST: Final = 1024
HASHES_AT_ONCE: Final = 4
WAIT_SECONDS: Final = 10

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)


def hashed(password: str) -> str:
    """What is stored instead of the password: argon2id with its salt and figures, as one ASCII line."""
    with _one_of_few():
        return _hasher.hash(_normal(password))


def verify(password: str, *, stored: str | None) -> bool:
    """Whether the password belongs to the stored hash.

    Without a stored hash (unknown account, no password yet) the answer is no, and costs as much: exactly
    one hash is computed on every call.
    """
    with _one_of_few():
        try:
            return _hasher.verify(stored or _nobodys_hash(), _normal(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other figures than today's: then make it anew at the next sign-in."""
    return _hasher.check_needs_rehash(stored)


def checked(
    password: str, *, about: Iterable[str] = (), least: int = LEAST_ALONE, field: str = "password"
) -> str:
    """The password, if it is a good one.

    ``about`` is what others know of the person: name, e-mail, workspace. ``least`` counts characters.

    Raises:
        Invalid: with the reason, under ``field``.
    """
    complaint = _complaint(password, about, least)
    if complaint is not None:
        raise Invalid({field: complaint})
    return password


def _complaint(password: str, about: Iterable[str], least: int) -> LazyText | None:
    if len(password) > MOST:
        return lazy("This is too long: at most %(max_length)s characters.", max_length=MOST)
    if len(_normal(password)) < least:
        return lazy("Use at least %(least)s characters; a phrase of several words is best.", least=least)
    if not _has_surprise(_folded(password), personal=frozenset(_words(about))):
        return lazy("This password is easy to guess. Add a few words that have nothing to do with you.")
    return None


# ── what is easy to guess ──────────────────────────────────────────────────────────────────────
# A password is read from left to right as well-known pieces, the longest first. Pieces that a guesser tries
# at once (the person's own words, digits, runs on the keyboard) count nothing, a common word or a letter
# of its own counts once however often it is repeated. Two such surprises are asked for: "password12345678",
# "iloveyouiloveyou" and one's own e-mail address fail, any phrase passes.

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp",
    "абвгдеежзийклмнопрстуфхцчшщъыьэюя", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
)  # fmt: skip
_RUSSIAN = frozenset("пароль привет любовь солнышко максим наташа андрей спартак зенит россия москва".split())
_LEET = str.maketrans("013457$@!", "oieastsai")
_LONGEST_PIECE = 24
_SURPRISES = 2


def _has_surprise(password: str, *, personal: frozenset[str]) -> bool:
    surprises: set[str] = set()
    at = 0
    while at < len(password) and len(surprises) < _SURPRISES:
        piece, counts = _piece(password[at : at + _LONGEST_PIECE], personal)
        if counts:
            surprises.add(piece)
        at += len(piece)
    return len(surprises) >= _SURPRISES


def _piece(ahead: str, personal: frozenset[str]) -> tuple[str, bool]:
    """The longest well-known piece that the text begins with, and whether it is a surprise."""
    for length in range(len(ahead), 2, -1):
        piece = ahead[:length]
        if piece in personal or _is_run(piece):
            return piece, False
        if piece in _common() or piece.translate(_LEET) in _common():
            return piece, not piece.isdigit()
    return ahead[0], ahead[0].isalpha()


def _is_run(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in run or piece in run[::-1] for run in _RUNS)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 30,000 commonest of the breached passwords; read when somebody first chooses one (15 MB)."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"]) | _RUSSIAN


def _words(about: Iterable[str]) -> Iterator[str]:
    for text in about:
        apart = "".join(letter if letter.isalnum() else " " for letter in _folded(text))
        yield from (word for word in apart.split() if len(word) > 2)


def _folded(text: str) -> str:
    return _normal(text).casefold().replace("ё", "е")


def _normal(password: str) -> str:
    """The same characters however a keyboard composed them (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _hashing.acquire(timeout=WAIT_SECONDS):
        raise TooMany(wait_seconds=WAIT_SECONDS)
    try:
        yield
    finally:
        _hashing.release()
