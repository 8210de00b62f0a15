"""Passwords are kept as argon2id and refused when they are easy to guess."""

import threading
import time

import pytest
from argon2 import PasswordHasher

from crm.kernel import passwords
from crm.kernel.errors import Invalid, TooMany

ABOUT = ("Olga Sokolova", "olga@northern-light.example", "Northern Light")


def test_a_password_belongs_to_its_hash_and_to_no_other() -> None:
    stored = passwords.hashed("three quiet lamps")

    assert passwords.verify("three quiet lamps", stored=stored)
    assert not passwords.verify("three quiet lamp", stored=stored)
    assert "lamps" not in stored


def test_a_hash_has_the_promised_figures() -> None:
    assert passwords.hashed("three quiet lamps").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = passwords.hashed("three quiet lamps")
    passwords.verify("warm up", stored=None)
    hashes: list[str | bytes] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str | bytes, password: str | bytes) -> bool:
        hashes.append(stored)
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)

    passwords.verify("wrong", stored=stored)
    known = len(hashes)
    passwords.verify("nobody's password", stored=None)

    assert (known, len(hashes)) == (1, 2)


def test_no_account_is_opened_by_the_password_of_nobody() -> None:
    assert not passwords.verify("nobody's password", stored=None)


def test_a_damaged_hash_opens_nothing() -> None:
    assert not passwords.verify("three quiet lamps", stored="$argon2id$damaged")


def test_a_hash_of_older_figures_is_to_be_made_anew() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("three quiet lamps")

    assert passwords.needs_rehash(older)
    assert not passwords.needs_rehash(passwords.hashed("three quiet lamps"))


def test_the_same_letters_composed_otherwise_are_the_same_password() -> None:
    stored = passwords.hashed("йод ёлка и café")

    assert passwords.verify("йод ёлка и café", stored=stored)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "passwordpassword",
        "password12345678",
        "p4ssw0rdp4ssw0rd",
        "123456789012345",
        "qwertyuiopasdfgh",
        "йцукенгшщзхъфыва",
        "пароль пароль пароль",
        "aaaaaaaaaaaaaaaaaaaa",
        "olga@northern-light.example",
        "Northern Light 2026",
        "x" * 1025,
    ],
)
def test_what_is_short_or_easy_to_guess_is_refused_with_the_reason(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.checked(password, about=ABOUT)

    assert str(refused.value.fields["password"])


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "длинная фраза пароля", "xq8#Lm!27vTz$w0", "test-password-1234"],
)
def test_a_phrase_is_accepted(password: str) -> None:
    assert passwords.checked(password, about=ABOUT) == password


def test_the_longest_password_is_read_within_a_second() -> None:
    began = time.process_time()

    with pytest.raises(Invalid):
        passwords.checked("1!2@3#4$" * 128)

    assert time.process_time() - began < 1


def test_whoever_waits_too_long_for_a_hash_is_asked_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(passwords, "_hashing", threading.BoundedSemaphore(1))
    passwords._hashing.acquire()

    with pytest.raises(TooMany):
        passwords.hashed("three quiet lamps")
