"""The columns of the list of cases: in the address, one's own, kept with a view; what a row's menu offers."""

import re
from urllib.parse import quote

import pytest

from crm.cases.queries.columns import STANDARD
from tests.crm.contacts.test_columns import heads
from tests.kit.cast import ALICE, BOB, MAX, NED, SEVER

pytestmark = pytest.mark.promise("CON-10")
COLUMNS = "/cases/columns"


def line_of(page, case_id):
    """The texts of a case's cells, from its title on."""
    row = re.search(rf'<tr role="row" id="case-{case_id}".*?</tr>', page, re.DOTALL)[0]
    cells = re.findall(r"<td [^>]*>(.*?)</td>", row, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells][:-1]


@pytest.fixture
def case(a_case, a_contact):
    """A case of Alice's."""
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    return a_case(
        "Lamp",
        contacts=[contact.id],
        source="phone",
        priority="high",
        member_ids=[BOB.id],
        due_on="2026-12-24",
    )


def test_an_address_names_the_columns_and_their_order_and_the_case_stays_first(client_of, case):
    page = client_of(ALICE).get(f"/cases?q=Lamp&columns={quote('source,number,name,author,contacts')}").text

    assert heads(page) == ["Case", "Source", "Number", "Added by", "Contacts"]
    assert line_of(page, case.id)[1:] == ["By phone", case.number, "Alice", "Ivan Petrov"]


def test_every_standard_column_can_be_shown_at_once_in_both_languages(client_of, a_case):
    codes = ",".join(column.code for column in STANDARD)
    case = a_case("Lamp", at=SEVER, status="closed", description="Since Monday")

    for person in (ALICE.at(SEVER), MAX.at(SEVER)):
        page = client_of(person).get(f"/cases?q=Lamp&columns={codes}").text
        assert len(heads(page)) == len(STANDARD)
        assert len(line_of(page, case.id)) == len(STANDARD)
    assert "В этом статусе с" in client_of(ALICE.at(SEVER)).get(f"/cases?columns={codes}").text


def test_who_chose_nothing_sees_the_usual_columns_and_own_fields_of_lists(client_of, api_of, case):
    shelf = {"record": "case", "name": "Shelf", "type": "text", "in_list": True}
    key = str(api_of(MAX).post("/api/v1/fields", json=shelf).json["id"])
    api_of(ALICE).patch(f"/api/v1/cases/{case.id}", json={"custom": {key: "B 7"}})

    page = client_of(ALICE).get("/cases").text

    assert heads(page) == [
        "Case", "Status", "Priority", "Type", "Responsible", "Due date", "Shelf", "Last changed",
    ]  # fmt: skip
    assert line_of(page, case.id)[6] == "B 7"


def test_own_fields_are_columns_to_choose(client_of, api_of, case):
    field = {"record": "case", "name": "Weight", "type": "decimal"}
    key = str(api_of(MAX).post("/api/v1/fields", json=field).json["id"])
    api_of(ALICE).patch(f"/api/v1/cases/{case.id}", json={"custom": {key: "1234.5"}})
    alice = client_of(ALICE)

    form = alice.get(COLUMNS).text
    answer = alice.post(
        COLUMNS, data={"show": [f"own-{key}", "due"], "place-due": "2", f"place-own-{key}": "1"}
    )
    page = alice.get(answer.location).text

    assert f'value="own-{key}"' in form
    assert heads(page) == ["Case", "Weight", "Due date"]
    assert line_of(page, case.id)[1:] == ["1,234.5", "24 Dec 2026"]


def test_what_is_kept_is_ones_own_until_the_usual_is_wanted_again(client_of, case):
    alice = client_of(ALICE)

    kept = alice.post(COLUMNS, data={"show": "owner", "keep": "yes"})
    mine, others = alice.get(kept.location).text, client_of(BOB).get("/cases").text
    alice.post(COLUMNS, data={"usual": "1"})

    assert "columns=" not in kept.location
    assert heads(mine) == ["Case", "Responsible"]
    assert len(heads(others)) == len(heads(alice.get("/cases").text)) == 7


def test_a_view_keeps_the_columns(client_of, api_of, case):
    view = {"record": "case", "name": "Narrow", "state": "sort=changed&columns=name,due"}
    made = api_of(ALICE).post("/api/v1/views", json=view)
    assert made.status_code == 201, made.json

    page = client_of(ALICE).get(f"/cases?view={made.json['id']}").text

    assert heads(page) == ["Case", "Due date"]


def test_heads_sort_and_keep_the_columns(client_of, case):
    page = client_of(ALICE).get("/cases?columns=name,due,status&sort=due").text

    assert 'aria-sort="ascending"' in page
    assert "sort=-due&amp;columns=name,due,status" in page.replace("%2C", ",")


@pytest.mark.parametrize(
    "codes", ["nonsense", "own-999999", "own-" + "9" * 40, "<b>", "\x00,\ud800", "," * 3000]
)
def test_what_names_no_column_is_left_out(client_of, case, codes):
    page = client_of(ALICE).get("/cases?columns=" + quote(codes, errors="surrogatepass"))

    assert page.status_code == 200
    assert f'id="case-{case.id}"' in page.text


def test_the_menu_of_a_row_offers_what_one_may_do_with_the_case(client_of, case, a_case):
    alice, ned = client_of(ALICE).get("/cases").text, client_of(NED).get("/cases").text

    menu = re.search(rf'data-menu="case-menu" data-id="{case.id}" data-may="([^"]*)"', alice)
    assert menu[1] == "edit delete"
    assert 'action="/cases/0/status"' in alice
    assert all(
        may == "" for may in re.findall(r'data-menu="case-menu" data-id="\d+" data-may="([^"]*)"', ned)
    )


@pytest.mark.promise("L10-0")
def test_a_list_takes_as_many_statements_with_many_rows(client_of, a_case, count_queries):
    numbers = []
    for more in (1, 12):
        for number in range(more):
            a_case(f"Lamp {number}")
        with count_queries() as sent:
            client_of(ALICE).get("/cases?columns=name,contacts,author,members,due")
        numbers.append(len(sent.texts))

    assert numbers[0] == numbers[1]
