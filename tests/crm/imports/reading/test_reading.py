"""A look tells how a file is read, and everything of it may be chosen otherwise (IMP-1)."""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from crm.imports.reading import running
from crm.imports.reading.files import as_usual, look, rows
from crm.imports.reading.refusals import Unreadable
from crm.kernel.i18n import speaking
from tests.crm.imports.reading.books import ods, packed, xlsx

pytestmark = pytest.mark.promise("IMP-1")


@pytest.fixture
def upload(tmp_path):
    """Puts a file where uploads lie."""

    def put(content: bytes | str) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def test_a_table_out_of_excel_in_russia(upload):
    path = upload(
        "sep=;\r\nФИО;Сумма;Дата\r\nИванов Иван;1 234,56;22.11.2026\r\n;;\r\nПетров;2,5\r\n".encode("cp1251")
    )

    seen = look(path, "клиенты.csv")

    shape = seen.shape
    assert (shape.kind, shape.encoding, shape.delimiter) == ("csv", "windows-1251", ";")
    assert (shape.header, shape.decimal, shape.dates) == (True, ",", "dmy")
    assert seen.columns == ("ФИО", "Сумма", "Дата")
    assert (seen.rows, seen.rows_exact) == (2, True)
    assert [(row.line, row.cells) for row in rows(path, shape)] == [
        (3, ("Иванов Иван", "1 234,56", "22.11.2026")),
        (5, ("Петров", "2,5", "")),
    ]


def test_what_is_wanted_overrides_what_is_seen(upload):
    path = upload("1;2,5\n3;4\n")
    wanted = {"delimiter": ",", "header": True, "encoding": "koi8-r", "dates": "mdy", "decimal": "."}

    seen = look(path, "a.csv", wanted)

    assert {name: seen.shape.to_dict()[name] for name in wanted} == wanted
    assert seen.columns == ("1;2", "5")
    assert "no such choice" in _refused(path, {"encoding": "rot13"})


def test_a_table_without_headings_gets_some_in_the_readers_language(upload, app):
    path = upload("Ann,a@b.example\nBob,c@d.example\n")

    with app.app_context(), speaking("ru"):
        seen = look(path, "a.csv")

    assert not seen.shape.header
    assert seen.columns == ("Столбец 1", "Столбец 2")
    assert seen.rows == 2


def test_known_words_are_headings_even_twice(upload):
    seen = look(upload("Фамилия;Телефон;Телефон\nИванов;1;2\n"), "a.csv")

    assert seen.shape.header
    assert seen.columns == ("Фамилия", "Телефон", "Телефон (2)")
    assert seen.unsure == ()


@pytest.mark.parametrize(
    ("dates", "order"),
    [(("13.02.2026", "01.02.2026"), "dmy"), (("02/13/2026", "02/01/2026"), "mdy"), (("2026-02-13",), "ymd")],
)
def test_the_order_of_dates_is_told_by_all_of_them(upload, dates, order):
    seen = look(upload("Name;Date\n" + "".join(f"Ann;{day}\n" for day in dates)), "a.csv")

    assert seen.shape.dates == order


def test_dates_that_may_be_read_in_two_ways_are_doubted(upload):
    seen = look(upload("Name;Date\nAnn;01/02/2026\nBob;a@b.example\n"), "a.csv")

    assert [str(doubt) for doubt in seen.unsure] == [
        "Dates such as 01/02/2026 may be read in two ways: choose which number is the day."
    ]


def test_rows_that_don_t_fit_are_told_and_kept(upload):
    path = upload("a;b\n1;2;3\n4\n")

    found = list(rows(path, look(path, "a.csv").shape))

    assert [(row.line, row.cells, str(row.fault or "")) for row in found] == [
        (2, ("1", "2", "3"), "This row has 3 cells, but there are 2 columns."),
        (3, ("4", ""), ""),
    ]


def test_workbooks_tell_numbers_and_their_sheets(upload):
    path = upload(xlsx([["Телефон", "Сумма"], [79161234567, 12.5], ["", ""], ["8 916", 1]], name="Клиенты"))

    seen = look(path, "a.csv")

    assert (seen.shape.kind, seen.shape.sheet, seen.choices.sheets) == ("xlsx", "Клиенты", ("Клиенты",))
    assert [row[1] for row in rows(path, seen.shape)] == [("79161234567", "12.5"), ("8 916", "1")]
    assert [row.line for row in rows(path, seen.shape)] == [2, 4]
    assert "no such choice" in _refused(path, {"sheet": "Other"})


def test_open_document_sheets(upload):
    path = upload(ods([["Имя", "Почта"], ["Анна", "a@b.example"]]))

    seen = look(path, "a.ods")

    assert seen.shape.kind == "ods"
    assert seen.sample == (("Анна", "a@b.example"),)


def test_one_file_of_a_zip_is_chosen(upload):
    path = upload(packed({"readme.md": "x", "one.csv": "a;b\n1;2\n", "two.xlsx": xlsx([["c"], ["3"]])}))

    first, second = look(path, "a.zip"), look(path, "a.zip", {"member": "two.xlsx"})

    assert first.choices.members == ("one.csv", "two.xlsx")
    assert (first.shape.member, first.sample) == ("one.csv", (("1", "2"),))
    assert (second.shape.kind, second.sample) == ("xlsx", (("3",),))
    assert [row.cells for row in rows(path, second.shape)] == [("3",)]


def test_signs_inside_of_cells_do_not_hide_what_the_headings_say(upload):
    heading = "Artel ID,Company name,E-mail 1,About,Source,Own url"
    row = "7,Acme,a@b.example,'=1+1,'=1+1,https://own.example/a;b"

    seen = look(upload("\n".join([heading, *[row] * 3])), "a.csv")

    assert (seen.shape.delimiter, seen.shape.quote, len(seen.columns)) == (",", '"', 6)
    assert seen.sample[0][3] == "=1+1"


def test_lines_of_json_become_columns(upload):
    mails = '[{"kind":"email","value":"a@b.example"},{"kind":"email","value":"c@d"}]'
    others = '{"name":"Bob","address":{"city":"Berlin"},"tags":["a","b"]}\nno\n'
    path = upload(f'{{"name":"Ann","comms":{mails}}}\n{others}')

    seen = look(path, "a.jsonl")

    assert seen.columns == ("name", "comms.email", "address.city", "tags")
    assert [row.cells for row in rows(path, seen.shape)] == [
        ("Ann", "a@b.example\nc@d", "", ""), ("Bob", "", "Berlin", "a\nb"), ("no", "", "", ""),
    ]  # fmt: skip


def test_the_child_knows_no_secrets(upload, monkeypatch):
    monkeypatch.setenv("ARTEL_SECRET_KEY", "x" * 32)
    path = upload("a;b\n" + "1;2\n" * 200_000)
    found = rows(path, look(path, "a.csv").shape)
    next(found)

    child = _children()[0]
    told = Path(f"/proc/{child}/environ").read_text(encoding="utf-8").split("\0")

    assert {one.partition("=")[0] for one in told if one} <= {"PATH", "LC_ALL", "PYTHONPATH", "LC_CTYPE"}
    found.close()
    assert child not in _children()


@pytest.mark.promise("R2")
def test_after_a_child_that_was_killed_another_goes_on(upload):
    path = upload("a;b\n" + "".join(f"{number};2\n" for number in range(100_000)))
    found = rows(path, look(path, "a.csv").shape)
    first = next(found)
    os.kill(_children()[0], signal.SIGKILL)

    told = [first, *found]

    assert [row.cells[0] for row in told] == list(map(str, range(100_000)))


def test_children_that_are_killed_again_and_again_end_in_a_sentence(upload, app):
    path = upload("a;b\n" + "1;2\n" * 100_000)
    found = rows(path, look(path, "a.csv").shape)

    with app.app_context(), speaking("ru"), pytest.raises(Unreadable) as refusal:
        _listen_and_kill(found)

    with app.app_context(), speaking("ru"):
        assert "Сохраните его как CSV" in str(refusal.value.sentence)


def test_a_child_that_says_nothing_is_not_waited_for(upload, monkeypatch):
    monkeypatch.setattr(running, "LONGEST_SILENCE", 0.001)

    assert "takes too long" in _refused(upload("a;b\n1;2\n"), {})


TITLED = [
    ["Список клиентов на 01.11.2026", "", ""],
    ["", "", ""],
    ["ФИО", "Телефон", "Город"],
    ["Иванов Иван", "+79160001122", "Тула"],
    ["Петрова Анна", "", "Москва"],
]


@pytest.mark.parametrize(
    "content",
    [
        xlsx(TITLED),
        ods(TITLED),
        "\n".join(map(";".join, TITLED)),
        "\n".join(",".join(row).rstrip(",") for row in TITLED),
    ],
    ids=["xlsx", "ods", "csv", "short"],
)
def test_a_title_above_the_headings_is_passed_over(upload, content):
    path = upload(content)

    seen = look(path, "клиенты")
    as_first = look(path, "клиенты", {"header": False})

    assert seen.columns == look(path, "клиенты", {"header": True}).columns == ("ФИО", "Телефон", "Город")
    assert [(row.line, row.cells[0]) for row in rows(path, seen.shape)] == [
        (4, "Иванов Иван"),
        (5, "Петрова Анна"),
    ]
    assert (seen.rows, seen.shape.header) == (2, True)
    assert [str(one) for one in seen.unsure] == [
        "The headings stand in row 3: what stands above them is passed over."
    ]
    assert as_first.sample[0][0].startswith("Список клиентов")
    assert as_first.rows == 4


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "Клуб\n\nКличка;Прозвище\nИванов;+79160001122\nПетрова;\nСидоров;+79160001133\n",
            ("Кличка", "Прозвище"),
        ),
        ("ФИО;\nИванов Иван;Москва\nПетрова Анна;+79160001122\n", ("ФИО", "Column 2")),
        ("Иванов\nПетров\nСидоров;Имя\nПетрова\nЯхонтов\n", None),
        ("Иванов;\nПетров;+79160001122\nСидоров;+79160001133\n", ("Иванов", "Column 2")),
        ("ФИО;Телефон\nИванов;+79160001122\n", ("ФИО", "Телефон")),
    ],
)
def test_only_a_title_is_passed_over(upload, text, columns):
    seen = look(upload(text), "a.csv")

    assert seen.columns == columns or (columns is None and seen.rows >= 4)


@pytest.mark.parametrize(
    ("text", "usual", "read"),
    [
        ("a;b\n1.234;05/06/1980\n", {"decimal": ",", "dates": "mdy"}, (",", "mdy")),
        ("a;b\n1.234;05.06.1980\n", {"decimal": ",", "dates": "mdy"}, (",", "mdy")),
        ("a;b\n1.234;05/06/1980\n2.5;31/12/1980\n", {"decimal": ",", "dates": "mdy"}, (".", "dmy")),
        ("a;b\n1.234;05/06/1980\n", {"decimal": "", "dates": "ymd"}, (".", "dmy")),
        ("a;b\n12;1980-12-31\n", {"decimal": ",", "dates": "mdy"}, (".", "ymd")),
    ],
)
def test_what_a_file_leaves_open_is_read_as_is_usual(upload, text, usual, read):
    seen = as_usual(look(upload(text), "a.csv"), usual)

    assert (seen.shape.decimal, seen.shape.dates) == read


def _listen_and_kill(found):
    for number, _row in enumerate(found):
        if number % 5_000 == 0:
            for child in _children()[:1]:  # none while the rows of one that was killed are still being told
                os.kill(child, signal.SIGKILL)


def _children():
    told = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text(encoding="ascii")
    return [int(pid) for pid in told.split() if "imports.reading" in _command(pid)]


def _command(pid):
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    return ""


def _refused(path, wanted):
    with pytest.raises(Unreadable) as refusal:
        look(path, "a.csv", wanted)
    return str(refusal.value.sentence)
