"""No file does harm: each is read, or refused with a sentence that helps (IMP-1)."""

import re

import pytest

from crm.imports.reading.files import look, rows
from crm.imports.reading.refusals import Unreadable
from tests.crm.imports.reading.hostile import FILES, READ

pytestmark = [pytest.mark.promise("IMP-1"), pytest.mark.promise("SEC-4")]


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_read_or_refused_with_a_sentence(kind, tmp_path):
    name, content, outcome = FILES[kind]
    path = tmp_path / "upload"
    path.write_bytes(content())

    try:
        seen = look(path, name)
        count = 0
        for row in rows(path, seen.shape):
            count += 1
            assert row.fault or len(row.cells) == len(seen.columns)
            assert not any("\0" in cell for cell in row.cells)
        told = READ
    except Unreadable as refusal:
        told = str(refusal.sentence)

    assert re.search(outcome, told), told
    if told == READ:
        assert not seen.rows_exact or seen.rows == count
