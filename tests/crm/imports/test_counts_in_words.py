"""What imports and exports say with numbers, in both languages."""

import pytest

from crm.contacts.models.headings import FORMER, HEADINGS, own, read_heading
from crm.imports.guessing.exports import known
from crm.imports.guessing.headings import target_of
from crm.imports.models import Import
from crm.imports.presenters.outcomes import report
from crm.imports.reading.refusals import fault, refused
from crm.kernel.i18n import Number, _, kept, lazy, retold, speaking

WIDE = {"count": 10_000, "most": 1_000}
NAMED = {"ru": "10\xa0000", "en": "10,000"}


@pytest.mark.parametrize("language", NAMED)
def test_large_numbers_of_columns_have_their_thousands(language):
    stored = kept(fault("longer", {"count": 10_000, "columns": 3}))

    with speaking(language):
        assert NAMED[language] in str(refused("columns", WIDE).sentence)
        assert NAMED[language] in retold(*stored)


def test_a_number_is_kept_for_readers_in_any_language():
    sentence, slots = kept(lazy("%(rows)s a second", rows=Number(12_345)))

    assert slots == {"rows": {"number": 12_345}}
    with speaking("en"):
        assert retold(sentence, slots) == "12,345 a second"


def test_percents_stand_as_each_language_has_them(app):
    said = {}
    for language in NAMED:
        with app.app_context(), speaking(language):
            said[language] = _("%(percent)s%%", percent=3)

    assert said == {"en": "3%", "ru": "3\xa0%"}


@pytest.mark.parametrize(
    ("number", "added", "known_rows"),
    [
        (1, "Добавлена 1 компания, где работают люди из файла",
         "1\xa0строка не добавлена: такой контакт уже есть или стоит в файле дважды"),
        (2, "Добавлены 2 компании, где работают люди из файла",
         "2\xa0строки не добавлены: такие контакты уже есть или стоят в файле дважды"),
        (5, "Добавлено 5 компаний, где работают люди из файла",
         "5\xa0строк не добавлено: такие контакты уже есть или стоят в файле дважды"),
    ],
)  # fmt: skip
def test_a_report_counts_in_russian_and_says_which_rows_were_not_added(app, number, added, known_rows):
    one = Import(report={"companies": number}, counts={"known": number})

    with app.app_context(), speaking("ru"):
        told = report(one)

    assert added in told
    assert known_rows in told


@pytest.mark.promise("IMP-8")
def test_files_that_were_exported_under_former_headings_are_known(app):
    columns = ["ID Artel", "Фамилия", "Имя", "Метки", "Эл. почта 1", "Эл. почта 1: категория", "Соцсеть"]
    export = known(columns)

    assert export is not None
    assert list(export.mapping.values()) == [
        "id", "last_name", "first_name", "tags", "email", "email.label", "social",
    ]  # fmt: skip
    assert {read_heading(word).code for word in FORMER} == {"tag", "email", "social"}
    assert {target_of(word) for word in FORMER} == {"tags", "email", "social"}


def test_exported_columns_are_called_as_on_the_pages():
    assert [HEADINGS[code].ru for code in ("tag", "email", "social")] == ["Теги", "Почта", "Социальная сеть"]
    assert own("Метки", "ru") == "Метки (своё поле)"
