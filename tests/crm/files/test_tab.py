"""The tab of files on a profile."""

import pytest

from tests.kit.cast import ALICE, NED, SEVER


@pytest.mark.promise("CON-14")
@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("person", "told"),
    [
        (ALICE, ("No files yet", "add them above")),
        (NED, ("No files yet", "whoever may change this record")),
        (ALICE.at(SEVER), ("Файлов пока нет", "добавьте их выше")),
        (NED.at(SEVER), ("Файлов пока нет", "кто может менять эту запись")),
    ],
    ids=str,
)
def test_a_tab_without_files_says_what_it_is_for(client_of, a_contact, person, told):
    contact = a_contact("Vera", at=person.business, sharing="read")

    page = client_of(person).get(f"/contacts/{contact.id}?tab=files").text

    for words in told:
        assert words in page
