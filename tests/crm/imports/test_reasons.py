"""Why rows were left out: told in the language of whoever reads it, whatever they spoke at the check."""

import csv
import io

import pytest
from sqlalchemy import select

from crm.imports.actions import checking
from crm.imports.reading import files as reading
from crm.imports.reading import refusals
from crm.kernel.db import db
from crm.team.models import Role, UserRole
from tests.kit.cast import ALICE, MAX, NORTH

FILE = """Last name,First name,Birthday,E-mail,Type,Note
Zimin,Oleg,31.12.1980,zimin@new.example,,
Zuev,Ilya,someday,zuev@new.example,,
Zorin,Egor,,no mail at all,,
Zotov,Ivan,,zotov@new.example,Nonesuch,
Zimin,Oleg,,zimin@new.example,,
Zykov,Anna,,zykov@new.example,,,,,one too many
"""
DOUBTS = [
    ("by its heading", "по заголовку"),
    ("Dates such as 03/04/1980 may be read in two ways", "Даты вроде 03/04/1980 можно прочитать двояко"),
]
REFUSED = {"lists-0-target": "type", "lists-0-name": "Nonesuch", "lists-0-choice": "refuse"}
ENGLISH = [
    "Birthday: This is no date: someday",
    "E-mail: This doesn't look like an e-mail address.",
    "Type: There is no such type: Nonesuch",
    "This row has 9 cells, but there are 6 columns.",
]
RUSSIAN = [
    "Birthday: Это не дата: someday",
    "E-mail: Это не похоже на адрес почты.",
    "Type: Такого типа нет: Nonesuch",
    "Ячеек в строке — 9, а столбцов — 6.",
]


def reasons(way):
    """What the table of rows left out tells behind the columns of the file."""
    text = way.client.get(f"{way.place}/rows").data.decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text))
    return [row[heading.index("Note") + 1] for row in rows]


@pytest.mark.promise("IMP-6")
def test_reasons_speak_the_language_of_whoever_reads_them(journey):
    way = journey()
    way.upload(FILE)
    way.check(**REFUSED)
    way.run()

    assert reasons(way) == ENGLISH
    way.client.post("/me/language", data={"locale": "ru"})
    assert reasons(way) == RUSSIAN
    assert RUSSIAN[0] in way.page()


@pytest.mark.promise("IMP-6", "IMP-8")
def test_the_api_tells_them_one_by_one(journey, api_of):
    way = journey()
    way.upload(FILE)
    way.check(**REFUSED)
    way.client.post("/me/language", data={"locale": "ru"})

    def told(becomes):
        lines = api_of(MAX).get(f"/api/v1{way.place}/lines?becomes={becomes}").json["lines"]
        return [line["reasons"] for line in lines]

    assert told("faulty") == [[text] for text in RUSSIAN]
    assert told("already_there") == [["То же, что в строке 2"]]


@pytest.mark.promise("IMP-1", "IMP-2")
def test_guesses_and_doubts_are_told_anew_too(journey):
    way = journey()
    way.upload("Last name,First name,Birthday\nZimin,Oleg,03/04/1980\nZuev,Ilya,05/06/1981\n")
    english = way.page("?mapping=")
    way.client.post("/me/language", data={"locale": "ru"})
    russian = way.page("?mapping=")

    for one, other in DOUBTS:
        assert one in english
        assert other in russian
        assert one not in russian


@pytest.mark.promise("IMP-4")
def test_why_a_file_was_read_in_part_only_is_told_anew_too(journey, monkeypatch):
    def some(path, shape, **how):
        yield next(iter(reading.parts(path, shape, **how)))
        raise refusals.refused("unpacked", {"most": 200})

    monkeypatch.setattr(checking, "parts", some)
    way = journey()
    way.upload(FILE)
    page = way.check(**REFUSED)
    assert "The file could be read in part only" in page
    assert "larger than 200 MB" in page

    way.client.post("/me/language", data={"locale": "ru"})

    assert "В распакованном виде файл больше 200 МБ" in way.page()


@pytest.mark.promise("IMP-5")
def test_why_an_import_failed_is_told_anew_too(journey, in_scope, api_of):
    def may_import(reach):
        with in_scope(NORTH):
            of_hers = select(UserRole.role_id).where(UserRole.user_id == ALICE.id)
            role = db.session.scalar(select(Role).where(Role.id.in_(of_hers)))
            role.reaches = {**role.reaches, "imports.run": reach}

    may_import(3)
    way = journey(ALICE)
    way.upload(FILE)
    way.check(**REFUSED)
    way.client.post(f"{way.place}/run")
    may_import(0)
    way.run_jobs()
    may_import(3)
    assert "Whoever began the import may not import" in way.page()

    way.client.post("/me/language", data={"locale": "ru"})

    told = api_of(ALICE).get(f"/api/v1{way.place}").json["why"]
    assert told in way.page()
    assert told.startswith("У того, кто начал импорт")


@pytest.mark.promise("IMP-6")
@pytest.mark.parametrize(
    ("headings", "row", "english", "russian"),
    [
        (
            "First name,E-mail",
            "Ivan,ivan@new.example",
            "Last name: Fill this in.",
            "Фамилия: Заполните это поле.",
        ),
        ("Name,Famille", "Ivan,", "Famille: Fill this in.", "Famille: Заполните это поле."),
    ],
)
def test_a_reason_names_the_column_that_should_say_it_or_the_field(journey, headings, row, english, russian):
    way = journey()
    way.upload(f"{headings}\n{row}\n")
    targets = ["first_name", "last_name" if "Famille" in headings else "email"]
    way.check(targets__=targets)

    assert english in way.page()
    way.client.post("/me/language", data={"locale": "ru"})
    assert russian in way.page()
