"""The columns of the list: chosen in the address or for oneself, ordered, drawn as their kinds are."""

import re
from datetime import date
from urllib.parse import quote

import pytest

from crm.contacts.queries.columns import STANDARD, list_columns
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-10")
COLUMNS = "/contacts/columns"


def heads(page: str) -> list[str]:
    """The heads of the columns behind the box and before the menu, as they read."""
    cells = re.findall(r"<th [^>]*>(.*?)</th>", page, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return [text for text in texts if text and text not in ("Actions", "Действия")]


def line_of(page: str, contact_id: int) -> list[str]:
    """The texts of a contact's cells, from the name on."""
    row = re.search(rf'<tr role="row" id="contact-{contact_id}".*?</tr>', page, re.DOTALL)
    assert row is not None
    cells = re.findall(r"<td [^>]*>(.*?)</td>", row[0], re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return texts[1:-1] if "data-select" in row[0] else texts[:-1]


def test_an_address_names_the_columns_and_their_order_and_the_name_stays_first(client_of, a_contact):
    anna = a_contact("Anna", "Web", managers=[ALICE], source="Fair", job_title="Buyer")
    address = f"/contacts?f=source:is:Fair&columns={quote('source,job_title,name,lead')}"

    page = client_of(ALICE).get(address).text

    assert heads(page) == ["Name", "Source", "Post", "Lead manager"]
    assert line_of(page, anna.id)[1:] == ["Fair", "Buyer", "Alice"]


def test_every_standard_column_can_be_shown_at_once_in_both_languages(client_of, a_contact):
    codes = ",".join(column.code for column in STANDARD)
    fields = {"language": "en", "currency": "EUR", "born_on": date(1990, 5, 17), "description": "Likes plums"}
    anna = a_contact("Anna", "Web", managers=[ALICE], at=SEVER, **fields)

    english = client_of(ALICE.at(SEVER)).get(f"/contacts?columns={codes}").text
    russian = client_of(OLGA.at(SEVER)).get(f"/contacts?columns={codes}").text

    for page in (english, russian):
        assert len(heads(page)) == len(STANDARD)
        assert len(line_of(page, anna.id)) == len(STANDARD)
    assert {"Имя", "Тип", "Теги", "Менеджеры", "Активность", "Должность"} <= set(heads(russian))
    assert {"17.05.1990", "английский", "евро", "Likes plums"} <= set(line_of(russian, anna.id))


def test_own_fields_are_columns_in_the_form_of_their_types(client_of, a_field, a_company):
    number, day = a_field("decimal", "Turnover"), a_field("date", "Since")
    web, choice = a_field("url", "Shop"), a_field("select", "Size", choices=["Small", "Large"])
    values = {
        f"_{number.key}": "1234567.5", f"_{day.key}": "2024-02-29", f"_{web.key}": "https://shop.example",
        f"_{choice.key}": 2,
    }  # fmt: skip
    company = a_company("Romashka", **values)
    own = ",".join(f"own-{field.key}" for field in (number, day, web, choice))

    page = client_of(ALICE).get(f"/contacts?q=Romashka&columns={own}").text

    assert heads(page) == ["Name", "Turnover", "Since", "Shop", "Size"]
    assert line_of(page, company)[1:] == ["1,234,567.5", "29 Feb 2024", "https://shop.example", "Large"]
    assert 'href="https://shop.example"' in page
    assert re.search(r'<td role="cell" class="r[^"]*">\s*1,234,567\.5', page), "numbers stand at the right"


@pytest.mark.parametrize(
    "codes", ["nonsense", "own-999999", "own-", "own-" + "9" * 40, "<b>", "type,'", "\x00,\ud800", "," * 3000]
)
def test_what_names_no_column_is_left_out_and_said(client_of, codes):
    page = client_of(ALICE).get("/contacts?columns=" + quote(codes, errors="surrogatepass"))

    assert page.status_code == 200
    assert "<b>'" not in page.text
    said = "are not there, or not any more" in page.text
    assert said == (codes != "," * 3000)


def test_a_field_of_another_workspace_or_in_the_bin_is_no_column(client_of, a_field):
    gone = a_field("text", "Gone")
    client_of(MAX).post(f"/settings/fields/{gone.key}/deletion")

    page = client_of(ALICE).get(f"/contacts?columns=own-{gone.key}").text

    assert heads(page)[0] == "Name"


def test_the_form_leads_to_the_list_with_what_was_ticked_in_the_order_of_the_places(client_of):
    alice = client_of(ALICE)
    ticked = {"show": ["email", "type", "nonsense"], "place-email": "2", "place-type": "10", "f": "tag:empty"}

    answer = alice.post(COLUMNS, data=ticked)

    assert answer.location == "/contacts?f=tag:empty&sort=name&columns=name,email,type"
    form = alice.get(COLUMNS + "?columns=name,phone,email").text
    shown = re.findall(r'name="show" value="([^"]+)"( checked)?', form)
    assert shown[:3] == [("phone", " checked"), ("email", " checked"), ("type", "")]
    assert "name" not in dict(shown)


def test_ones_own_choice_holds_where_an_address_names_none_and_is_let_go_again(client_of):
    alice = client_of(ALICE)
    kept = alice.post(COLUMNS, data={"show": ["phone", "created"], "keep": "1", "place-created": "1"})

    assert kept.location == "/contacts?sort=name"
    assert heads(alice.get("/contacts").text) == ["Name", "Created", "Phone"]
    assert heads(alice.get("/contacts?columns=type").text) == ["Name", "Type"]
    assert "Tags" in heads(client_of(BOB).get("/contacts").text), "it is nobody else's"

    alice.post(COLUMNS, data={"usual": "1"})

    assert "Tags" in heads(alice.get("/contacts").text)


def test_in_russian_the_form_says_what_it_does(client_of):
    reader = client_of(OLGA.at(SEVER))

    assert "Всегда показывать мне эти" in reader.get(COLUMNS).text
    kept = reader.post(COLUMNS, data={"show": ["source"], "keep": "1"}, follow_redirects=True)
    assert "Теперь в ваших списках контактов эти столбцы" in kept.text
    assert heads(kept.text) == ["Имя", "Источник"]
    reader.post(COLUMNS, data={"usual": "1"})


def test_columns_go_along_with_pages_sorting_and_filters(client_of):
    page = client_of(MAX).get("/contacts?columns=name,source&sort=-name").text

    links = re.findall(r'href="(/contacts\?[^"]+)"', page)
    whole = "/contacts?sort=name"
    assert links
    assert all("columns=name,source" in link for link in links if "sort=" in link and link != whole)


@pytest.mark.promise("L10")
def test_only_what_is_shown_is_loaded_and_never_more_than_twelve_statements(
    client_of, count_queries, a_field, a_contact
):
    own = [a_field("user", "Helper"), a_field("contact", "Friend"), a_field("text", "Nick")]
    friend = a_contact("Boris", "Friend", managers=[ALICE])
    values = {own[0].key: ALICE.id, own[1].key: friend.id, own[2].key: "Bo"}
    a_contact("Anna", "Web", managers=[ALICE], custom=values)

    def statements(columns: str) -> int:
        with count_queries() as sent:
            assert client_of(ALICE).get(f"/contacts?columns={columns}").status_code == 200
        return sum("control." not in text for text in sent.texts)

    every = ",".join([*(column.code for column in STANDARD), *(f"own-{field.key}" for field in own)])
    statements("name")

    assert statements("name") < statements("name,tag") + 1 <= statements(every)
    assert statements(every) <= 12 + 2  # whom own fields name: colleagues, and contacts that are seen


def test_an_observer_chooses_columns_for_the_own_lists_too(client_of):
    answer = client_of(NED).post(COLUMNS, data={"show": ["type"], "keep": "1"})

    assert answer.status_code == 303
    client_of(NED).post(COLUMNS, data={"usual": "1"})


def test_what_was_kept_and_is_broken_is_taken_for_nothing(in_scope):
    with in_scope(NORTH, read_only=True):
        assert list_columns((), mine=()).usual
        assert list_columns((), mine=("name", "own-999")).codes == ("name",)
        assert list_columns((), mine=("name", "own-999")).unknown == ()
