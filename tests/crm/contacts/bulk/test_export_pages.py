"""The page that exports: which contacts, which file, which columns, in both languages (IMP-7)."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from crm.contacts.facts_of_many import ContactsExported
from crm.kernel.db import db
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, BOB, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("IMP-7")
OWN, READABLE = int(Standing.OWN), int(Standing.READABLE)
NEW = "/contacts/exports/new"


@pytest.fixture
def sent(client_of, run_jobs):
    """Send the form; the rows of the table, and its head."""

    def send(who=ALICE, **typed):
        client = client_of(who)
        answer = client.post("/contacts/exports", data={"format": "csv", **typed})
        assert answer.status_code == 303, answer.text
        run_jobs()
        text = client.get(f"{answer.location}/file").data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    return send


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (
            NORTH,
            ["Export of contacts", "All contacts that you see", "CSV for Excel in Russia", "For an import"],
        ),
        (
            SEVER,
            [
                "Выгрузка контактов",
                "Все контакты, которые вы видите",
                "CSV для русского Excel",
                "Для импорта",
            ],
        ),
    ],
)
def test_the_page_says_in_words_what_can_be_chosen(client_of, at, words):
    client = client_of(ALICE.at(at))

    page = client.get(NEW).text

    assert all(word in page for word in words)
    assert NEW in client.get("/contacts").text
    assert NEW in client.get("/me/profile").text


def test_what_the_list_shows_goes_out_as_the_list_shows_it(sent, many, client_of):
    many(3)
    address = {"q": "Firm 0001", "columns": "name,kind"}

    page = client_of(ALICE).get(NEW, query_string=address).text
    head, *rows = sent(whose="listed", **address)

    assert "What the list shows" in page
    assert head == ["Contact", "Kind"]
    assert rows == [["Firm 0001", "Company"]]


def test_everything_that_one_sees_goes_out_and_no_more(sent, a_contact):
    a_contact("Unseen", "Bobs", managers=[BOB])

    names = {row[0] for row in sent(whose="all", q="nobody at all")}

    assert "Ivan Own" in names
    assert not any("Unseen" in name for name in names)


def test_ticked_columns_stand_by_their_places(sent, a_field):
    field = a_field("text", "Code")
    ticked = {
        "show": ["email", "id", f"own-{field.key}"],
        "place-id": "2",
        "place-email": "9",
        f"place-own-{field.key}": "1",
    }

    head, *_rows = sent(whose="all", scope="chosen", several="together", **ticked)

    assert head == ["Code", "Artel ID", "E-mail"]


def test_the_page_keeps_what_was_chosen_and_says_what_is_wrong(client_of):
    client = client_of(ALICE.at(SEVER))
    data = {"whose": "all", "format": "xlsx", "scope": "chosen", "place-id": "x", "several": "together"}

    none = client.post("/contacts/exports", data=data)
    odd = client.post(
        "/contacts/exports", data={**data, "format": "p\x00df", "whose": "\u202e", "scope": "all"}
    )

    assert none.status_code == odd.status_code == 422
    assert "Отметьте хотя бы один столбец." in none.text
    assert 'value="xlsx" checked' in none.text
    assert 'value="together" checked' in none.text
    assert odd.text.count("f-format") > 0
    assert 'href="#f-show"' in none.text
    assert 'id="f-show"' in none.text
    assert not re.search(r'name="show" value="[^"]+" checked', none.text), "what was unticked stays so"


def test_the_audit_and_the_bell_tell_of_the_file(sent, client_of, facts_of):
    rows = sent(whose="all", format="csv")

    assert [fact.contacts for fact in facts_of() if isinstance(fact, ContactsExported)] == [len(rows) - 1]
    assert "ready" in client_of(ALICE).get("/notices").text


@pytest.mark.parametrize(("at", "kind"), [(NORTH, "Excel (XLSX)"), (SEVER, "CSV для русского Excel")])
def test_the_report_tells_the_kind_of_file(choose, run_jobs, at, kind):
    client = choose(ALICE.at(at), [OWN, READABLE])
    kind_of_file = "xlsx" if at == NORTH else "csv_ru"

    one = client.post("/contacts/exports", data={"whose": "selected", "format": kind_of_file}).location
    run_jobs()
    answer = client.get(f"{one}/file")

    assert kind in client.get(one).text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert (
        answer.headers["Content-Disposition"]
        .rstrip('"')
        .endswith({"xlsx": ".xlsx", "csv_ru": ".csv"}[kind_of_file])
    )


def test_an_earlier_version_s_run_is_still_written(choose, run_jobs, in_scope):
    client = choose(ALICE, [OWN])
    at = client.post("/contacts/exports", data={"whose": "selected"}).location
    with in_scope(NORTH):
        [run] = db.session.scalars(select(Run))
        run.payload = {"locale": "en"}
    run_jobs()

    assert b"Ivan" in client.get(f"{at}/file").data
