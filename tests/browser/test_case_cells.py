"""Fields of cases in a browser: cells of the list by keys at a desk, the page of the case on a phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE
from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Desk, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = [pytest.mark.browser, pytest.mark.promise("CAS-1")]
SEVER, NORTH = replace(LAVKA, slug="yacheiki"), replace(CORNER, slug="cells")


@pytest.fixture(scope="module")
def open_places(site) -> None:
    for place in (SEVER, NORTH):
        names = {"owner": "Olga Orlova", "email": place.email, "password": PASSWORD}
        site.open_workspace(place.slug, language=place.language, **names)


@pytest.fixture(params=[SEVER, NORTH], ids=lambda place: place.language)
def place(request: pytest.FixtureRequest, open_places) -> Place:
    chosen: Place = request.param
    return chosen


def _with_a_case(desk: Desk) -> Desk:
    desk.go("/cases/new")
    desk.eyes.page.locator("main [name='title']").fill("Lamp")
    desk.eyes.press()
    desk.go("/cases")
    return desk


def test_a_cell_is_edited_by_keys_and_taken_back(place: Place, site, somebody):
    desk = _with_a_case(at_work(replace(place, screen=DESKTOP), site, somebody))
    page = desk.eyes.page
    row, editor = page.locator("main .table tbody tr").first, page.locator(".cell-edit:popover-open")
    was = row.locator(".type").first.inner_text()

    page.keyboard.press("j")
    page.keyboard.press("e")
    editor.locator("[name='status']").select_option("waiting")
    desk.eyes.look()
    page.keyboard.press("Enter")
    expect(editor).to_be_hidden()
    expect(row.locator("[data-just-saved]")).not_to_have_text(was)
    expect(page.locator("#toasts .toast .undo")).to_have_count(1)
    desk.eyes.look()

    page.keyboard.press("e")
    expect(editor.locator("[name='status']")).to_have_value("waiting")
    page.keyboard.press("Escape")
    with page.expect_event("load"):
        page.keyboard.press("z")
    expect(row.locator(".type").first).to_have_text(was)
    assert page.url.endswith("/cases")


def test_on_a_phone_a_fact_of_the_case_leads_to_its_field_and_back(place: Place, site, somebody):
    desk = _with_a_case(at_work(replace(place, screen=PHONE), site, somebody))
    page = desk.eyes.page

    page.locator("main .table tbody tr").first.tap()
    page.wait_for_url("**/cases/*")
    desk.eyes.look()
    with page.expect_event("load"):
        page.locator("a[href*='/fields/due_on']").tap()
    page.locator("[name='due_on']").fill("2100-01-04")
    desk.eyes.look()
    desk.eyes.press()
    expect(page.locator("main aside.side").last).to_contain_text("2100")
    desk.eyes.look()
