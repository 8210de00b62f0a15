"""Encodings are told by their letters, short texts too (IMP-1)."""

import pytest

from crm.imports.reading.child.encodings import of_bytes
from crm.imports.reading.child.texts import PYTHON_NAMES
from tests.crm.imports.reading.accuracy import share_right

pytestmark = pytest.mark.promise("IMP-1")


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866", "utf-8"])
@pytest.mark.parametrize(("length", "least"), [(10, 0.97), (40, 0.995), (400, 1.0)])
def test_russian_texts(encoding, length, least):
    assert share_right(encoding, length, tries=100) >= least


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1"])
@pytest.mark.parametrize(("length", "least"), [(40, 0.97), (400, 0.99)])
def test_western_texts(encoding, length, least):
    assert share_right(encoding, length, tries=100) >= least


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("word", ["Иванов", "ИВАНОВ", "Фамилия", "упорно", "Ёлкина"])
def test_a_single_word(word, encoding):
    assert of_bytes(f"{word};1".encode(PYTHON_NAMES[encoding])).name == encoding


def test_a_few_broken_letters_leave_utf8_what_it_is():
    assert of_bytes("Фамилия;Имя\n".encode() * 20 + b"\xff\n").name == "utf-8"
