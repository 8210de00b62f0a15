"""The apex says what Artel is, in both languages, to people and to programs without script."""

import pytest

from tests.kit.web import Visitor

PAGES = ("/", "/sign-up", "/find", "/terms", "/privacy")


@pytest.mark.promise("TEN-1")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_page_speaks_both_languages(apex: Visitor, path: str, language: str) -> None:
    answer = apex.get(path, headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.count("<h1") == 1


def test_a_language_once_asked_for_is_remembered(apex: Visitor) -> None:
    apex.get("/?lang=ru")

    assert '<html lang="ru"' in apex.get("/sign-up").text


@pytest.mark.parametrize("path", PAGES)
def test_nothing_stands_inline(apex: Visitor, path: str) -> None:
    page = apex.get(path).text

    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_the_front_page_leads_to_sign_up_to_finding_and_to_the_terms(apex: Visitor) -> None:
    page = apex.get("/").text

    for path in ("/sign-up", "/find", "/terms", "/privacy"):
        assert f'{path}"' in page, path
