"""What is wrong with the choices of an import leads to its field; an import that was not begun can go."""

import re

import pytest

FILE = "Last name,First name,E-mail\nZimin,Oleg,zimin@new.example\n"


def refused(way, **changes):
    """The page that comes back."""
    answer = way.client.post(
        f"{way.place}/check",
        data=way.chosen() | {name.replace("__", "[]"): value for name, value in changes.items()},
    )
    assert answer.status_code == 422
    return answer.text


@pytest.mark.promise("IMP-2", "IMP-3")
@pytest.mark.parametrize(
    "changes",
    [
        {"targets__": ["", "", "email"]},
        {"targets__": ["last_name", "first_name", "first_name"]},
        {"on_match": "overwrite"},
        {"on_match": "nonsense"},
        {"show": ["nonsense"], "place-nonsense": "1"},
        {"readers__": ["u999999"]},
        {"manager_ids__": ["999999"]},
        {"tag_ids__": ["999999"]},
        {"reading-sheet": "", "kind": "nonsense"},
    ],
    ids=str,
)
def test_every_sentence_leads_to_a_field_of_the_page(journey, changes):
    way = journey()
    way.upload(FILE)

    page = refused(way, **changes)

    summary = page.partition('class="error-list"')[2].partition("</ul>")[0]
    places = re.findall(r'href="#([^"]+)"', summary)
    assert places
    assert [place for place in places if f'id="{place}"' not in page] == []


def test_a_file_that_cannot_be_read_so_is_told_where_reading_is_chosen(journey):
    way = journey()
    way.upload(FILE)

    answer = way.client.post(f"{way.place}/reading", data=way.chosen() | {"reading-encoding": "none"})

    assert answer.status_code == 422
    assert 'href="#f-reading"' in answer.text
    assert 'id="f-reading"' in answer.text


@pytest.mark.parametrize("steps", ["uploaded", "checked", "mapped again"])
def test_an_import_that_was_not_begun_can_be_removed(journey, steps):
    way = journey()
    page = way.upload(FILE)
    if steps != "uploaded":
        page = way.check()
    if steps == "mapped again":
        page = way.page("?mapping=")
    path = re.search(r'action="(/imports/\d+/removal)"', page)

    answer = way.client.post(path[1], data=way.chosen())
    after = way.client.get(answer.location).text

    assert answer.location == "/imports"
    assert "The import was removed from the list." in after
    assert "Its contacts stay" not in after
    assert way.client.get(way.place).status_code == 404
