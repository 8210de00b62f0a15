"""A hundred stirred files are read or refused; thousands by ``python -m tests.crm.imports.reading.long``."""

import zlib
from zipfile import BadZipFile

import pytest

from crm.imports.reading.child.__main__ import table_of
from crm.imports.reading.child.limits import Trouble
from crm.imports.reading.child.sources import uploaded
from crm.imports.reading.refusals import OF_FILES, OF_ROWS
from tests.crm.imports.reading.fuzzing import fuzzed

pytestmark = [pytest.mark.promise("IMP-1"), pytest.mark.promise("SEC-4")]
TOLD_BY_THE_CHILD = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@pytest.mark.parametrize("part", range(4))
def test_stirred_files_are_read_or_refused(part, tmp_path):
    for seed in range(25 * part, 25 * part + 25):
        name, content = fuzzed(seed)
        path = tmp_path / "upload"
        path.write_bytes(content)

        outcome, table = _read(path, name)

        assert outcome in ("read", *OF_FILES), seed
        assert outcome != "died" or name.endswith((".xlsx", ".ods", ".zip")), seed
        for row, columns in table:
            assert row.fault or len(row.cells) == columns, seed
            assert row.fault is None or row.fault.code in OF_ROWS, seed


def _read(path, name):
    with path.open("rb") as file:
        try:
            table = table_of(uploaded(file, name), {})
            return "read", [(row, len(table.heading)) for row in table.found]
        except Trouble as trouble:
            return trouble.code, []
        except TOLD_BY_THE_CHILD:
            return "died", []
