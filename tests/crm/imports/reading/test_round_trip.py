"""What somebody writes in any usual encoding and manner is read as it was written (IMP-1)."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.imports.reading.child.__main__ import table_of
from crm.imports.reading.child.sources import uploaded
from crm.imports.reading.child.texts import PYTHON_NAMES

pytestmark = pytest.mark.promise("IMP-1")

NAMES = (
    "Иванов",
    "Петрова",
    "Сидоренко",
    "Щукин",
    "Ёлкина",
    "Козлов",
    "Мамедов",
    "Чайковский",
    "Юрьева",
    "Эйзен",
)
FIRSTS = ("Иван", "Мария", "Пётр", "Анна", "Фёдор", "Ольга", "Сергей", "Юлия")
WESTERN = ("Müller", "Café René", "José García", "François", "Åsa Björk", "Straße", "Peña", "Groß")
HEADINGS = ("Фамилия", "Имя", "Почта", "Комментарий")
COMMENTS = (
    'ООО "Ромашка"',
    "да; нет",
    "дом, сад",
    "в две\nстроки",
    "",
    "кавычка ' одна",
    "a|b",
    "с табуляцией\tтут",
)
CYRILLIC = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251", "koi8-r", "cp866")
LATIN = ("utf-8", "windows-1252", "latin-1")
person = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(FIRSTS), st.just("a@b.example"), st.sampled_from(COMMENTS)
)
people = st.lists(person, min_size=3, max_size=30)


@settings(max_examples=120, deadline=None)
@given(
    people=people,
    encoding=st.sampled_from(CYRILLIC),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    end=st.sampled_from(("\n", "\r\n")),
)
def test_russian_tables(tmp_path_factory, people, encoding, delimiter, quoting, end):
    written = _written([HEADINGS, *people], delimiter, quoting, end)

    table, found = _read(tmp_path_factory, written.encode(PYTHON_NAMES.get(encoding, encoding)))

    assert table.shape["delimiter"] == delimiter
    assert table.heading == list(HEADINGS)
    assert found == people


@settings(max_examples=40, deadline=None)
@given(
    people=st.lists(st.sampled_from(WESTERN), min_size=3, max_size=30),
    encoding=st.sampled_from(LATIN),
    delimiter=st.sampled_from(",;\t|"),
)
def test_western_tables(tmp_path_factory, people, encoding, delimiter):
    rows = [(name, "a@b.example", "1") for name in people]
    written = _written([("Name", "E-mail", "Number"), *rows], delimiter, csv.QUOTE_MINIMAL, "\n")

    _table, found = _read(tmp_path_factory, written.encode(PYTHON_NAMES[encoding]))

    assert found == rows


def _written(rows, delimiter, quoting, end):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return file.getvalue()


def _read(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("upload") / "a.csv"
    path.write_bytes(content)
    with path.open("rb") as file:
        table = table_of(uploaded(file, "a.csv"), {})
        return table, [tuple(row.cells) for row in table.found]
