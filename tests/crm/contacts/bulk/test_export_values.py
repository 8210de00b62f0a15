"""Whatever a cell holds comes back the same when the file is read again (IMP-7, IMP-8)."""

import csv
import io
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from crm.contacts.presenters.exported.as_csv import PLAIN, RUSSIAN_EXCEL, CsvFile
from crm.contacts.presenters.exported.as_xlsx import XlsxFile
from crm.contacts.presenters.exported.columns import Column
from crm.contacts.queries.exported import Batch
from crm.kernel.i18n import speaking
from crm.kernel.tables import as_given, exact_cell, harmless_cell, in_one_cell, out_of_one_cell
from crm.kernel.vcards.reading import read_cards
from crm.kernel.vcards.writing import card, escaped, line

pytestmark = [pytest.mark.promise("IMP-7"), pytest.mark.promise("IMP-8")]
CHARACTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
ODD = st.sampled_from([
    "=1+1", "'=1", "''@x", "+7 (916) 1", "-5", "-5 cmd", "\t=1", " =1", "007", "'007", "1" * 20, '"', '"";",',
    "a\nb", "a\r\nb", "a\rb", "\u202eabc", "שלום", "\U0001f469\u200d\U0001f467", "＝1", "_x0041_", "'", "1,5",
    "31.12.2026", "", " x ",
])  # fmt: skip
TEXTS = st.one_of(ODD, st.text(CHARACTERS, max_size=60))
# What a sheet of XML has no place for.
IN_XML = st.one_of(ODD.filter(lambda text: "\r" not in text), st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=60,
))  # fmt: skip


def columns(table):
    return [Column(f"C{n}", partial(cells_of, n)) for n in range(len(table[0]))]


def cells_of(place, some):
    return [row.cells[place] for row in some.rows]


def batch(table):
    return Batch([SimpleNamespace(cells=row) for row in table])


def tables(texts):
    return st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=4)
    )


@given(TEXTS)
@example("'0123")
@example("\n=")
def test_a_marked_cell_gives_back_its_text_and_is_no_formula(text):
    for mark in (harmless_cell, exact_cell):
        cell = mark(text)

        assert as_given(cell) == text
        assert cell.lstrip()[:1] not in ("=", "@", "＝", "＠")
        assert cell[:1] not in ("\t", "\r")


@given(st.lists(TEXTS.filter(bool), max_size=5))
def test_several_texts_in_one_cell_come_apart_again(texts):
    assert out_of_one_cell(in_one_cell(texts)) == texts


@given(tables(TEXTS))
@settings(max_examples=60)
def test_texts_survive_csv(table):
    for manner in (PLAIN, RUSSIAN_EXCEL):
        content = io.BytesIO()
        with speaking("en"):
            file = CsvFile(content, columns(table), manner)
            file.put(batch(table))
            file.end()

        text = content.getvalue().decode("utf-8-sig" if manner.bom else "utf-8")
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=manner.delimiter))

        assert [[as_given(cell) for cell in row] for row in read[1:]] == table
        assert text.endswith("\r\n")


@given(tables(IN_XML))
@settings(max_examples=60)
def test_texts_survive_xlsx_as_texts(table):
    read = workbook(table)

    assert [[str(cell) for cell in row] for row in read[1:]] == table
    assert all(isinstance(cell, str) for row in read for cell in row)


def workbook(table, language="en", zone="UTC"):
    content = io.BytesIO()
    with speaking(language, time_zone=zone):
        file = XlsxFile(content, columns(table))
        file.put(batch(table))
        file.end()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content.getvalue())).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    wide = len(table[0])
    rows += [[] for _missing in range(len(table) + 1 - len(rows))]
    return [[*row, *("" for _missing in range(wide - len(row)))] for row in rows]


def test_numbers_and_days_are_numbers_and_days_in_xlsx():
    long = Decimal("1234567890123456789")
    at = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    row = [7, Decimal("-12.50"), long, date(1987, 2, 3), date(1850, 1, 1), at, None]

    [_head, cells] = workbook([row], "ru", "Europe/Moscow")

    assert cells[:5] == [7.0, -12.5, str(long), date(1987, 2, 3), "1850-01-01"]
    assert cells[5] == datetime.combine(date(2026, 11, 22), time(15, 30))
    assert cells[6] == ""


def test_a_text_that_no_cell_of_excel_holds_is_cut_and_says_so():
    [_head, cells] = workbook([["x" * 40_000, "y" * 32_767]])

    assert len(cells[0]) == 32_767
    assert cells[0].endswith("xx [cut: a cell of Excel holds 32,767 characters, CSV holds all]")
    assert cells[1] == "y" * 32_767


def test_excel_in_russia_reads_numbers_and_days_as_such():
    at = datetime(2026, 11, 22, 12, 30, 5, tzinfo=UTC)
    row = [Decimal("-1250.50"), date(2026, 12, 31), at, "0071", "+79161234567", 12]
    told = {}
    for manner in (PLAIN, RUSSIAN_EXCEL):
        content = io.BytesIO()
        with speaking("ru", time_zone="Europe/Moscow"):
            file = CsvFile(content, columns([row]), manner)
            file.put(batch([row]))
        told[manner] = content.getvalue()

    assert told[RUSSIAN_EXCEL].startswith(b"\xef\xbb\xbfC0;C1")
    assert told[RUSSIAN_EXCEL].decode().splitlines()[1] == (
        "-1250,50;31.12.2026;22.11.2026 15:30:05;'0071;+79161234567;12"
    )
    assert told[PLAIN].decode().splitlines()[1] == (
        "-1250.50,2026-12-31,2026-11-22T15:30:05+03:00,0071,+79161234567,12"
    )


@given(TEXTS.filter(lambda text: "\r" not in text))
@settings(max_examples=60)
def test_texts_survive_a_vcard(text):
    written = card("3.0", [line("N", f"{escaped('Petrov')};;;;"), line("NOTE", escaped(text))])

    [read] = read_cards(written.encode()).cards
    [note] = [one.value for one in read.properties if one.name == "NOTE"] or [""]

    assert unescaped(note).strip() == text.strip()


def unescaped(value):
    return "".join(
        {"n": "\n"}.get(part[1:], part[1:]) if part.startswith("\\") else part for part in pieces(value)
    )


def pieces(value):
    at = 0
    while at < len(value):
        step = 2 if value[at] == "\\" else 1
        yield value[at : at + step]
        at += step


@given(TEXTS)
def test_texts_survive_a_line_of_json(text):
    written = json.JSONEncoder(ensure_ascii=False).encode({"text": text})

    assert "\n" not in written
    assert json.loads(written)["text"] == text
