"""Nothing is forgotten: what becomes of each table is decided, and written down."""

import re

import pytest

from crm.kernel.subjects import subjects
from crm.settings import ROOT
from tenants.schema import tenant_metadata

ROWS = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)


@pytest.mark.promise("CON-22")
def test_it_is_written_down_what_becomes_of_each_table(app):
    told = {name for name, _fate in ROWS.findall((ROOT / "docs" / "privacy.md").read_text())}
    tables = {table.name for table in tenant_metadata().sorted_tables}

    assert tables - told == set(), "say in docs/privacy.md what an erasure does with these tables"
    assert told - tables == set(), "these tables are no more"


def test_each_holding_names_a_table_and_has_a_title(app):
    tables = {table.name for table in tenant_metadata().sorted_tables}

    assert {holding.table for holding in subjects.holdings("contact")} <= tables
