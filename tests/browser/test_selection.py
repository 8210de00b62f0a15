"""Selecting over two pages and all that match, tagging them in the background, taking it back."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.looking import PHONE
from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Desk, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = pytest.mark.browser
SEVER, NORTH = replace(LAVKA, slug="sklad"), replace(CORNER, slug="depot")
MANY = 110
LONG_MS = 120_000


@pytest.fixture(scope="module")
def open_places(site) -> None:
    for place in (SEVER, NORTH):
        names = {"owner": "Olga Orlova", "email": place.email, "password": PASSWORD}
        site.open_workspace(place.slug, language=place.language, **names)


@pytest.fixture(params=[SEVER, NORTH], ids=lambda place: place.language)
def place(request: pytest.FixtureRequest, open_places) -> Place:
    chosen: Place = request.param
    return chosen


@pytest.fixture
def desk(place: Place, site, somebody) -> Desk:
    return at_work(place, site, somebody)


@pytest.fixture
def batch(desk: Desk) -> None:
    """A hundred and ten companies, out of one file of cards."""
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Batch {n:03}\r\nORG:Batch {n:03}\r\nEND:VCARD\r\n"
        for n in range(MANY)
    )
    desk.go("/contacts/vcards/new")
    desk.eyes.page.locator("main [name='text']").fill(cards)
    desk.eyes.press()
    desk.eyes.press()
    expect(desk.eyes.page.locator("main .note")).to_be_visible(timeout=LONG_MS)


@pytest.mark.promise("CON-11", "CON-12", "CON-19")
@pytest.mark.usefixtures("batch")
def test_over_two_pages_all_are_tagged_watched_and_taken_back(desk: Desk):
    desk.go("/contacts?q=Batch")
    page, bar = desk.eyes.page, desk.eyes.page.locator("form.selbar")
    page.locator("[data-select]").first.check(force=True)
    expect(bar.locator("[role='status']")).to_contain_text("1")
    page.locator(".more a").click()
    expect(page.locator("[data-select]")).to_have_count(100)
    page.locator("[data-select]").nth(99).check(force=True)
    expect(bar.locator("[role='status']")).to_contain_text("2")
    page.reload()
    expect(bar.locator("[role='status']")).to_contain_text("2")
    desk.eyes.look()

    _press(desk, "button[value='all']")
    expect(bar.locator("[role='status']")).to_contain_text(str(MANY))
    _press(desk, "a[href*='/bulk/tags']")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("h2")).to_have_text(
        page.locator("a[href*='/bulk/tags']").get_attribute("data-title") or ""
    )
    dialog.locator("#f-add").press_sequentially("batched,")
    with page.expect_event("load"):
        dialog.locator(".save-bar button").click()
    expect(page.locator("main .note")).to_be_visible(timeout=LONG_MS)
    desk.eyes.look()
    desk.sees(str(MANY))
    with page.expect_event("load"):
        page.get_by_role("button", name=desk.place.undo).click()

    desk.eyes.look()
    desk.go("/contacts?q=Batch")
    expect(page.locator("main .table").get_by_text("batched")).to_have_count(0)
    _press(desk, "button[value='clear']", sheet=False)
    expect(bar).to_be_hidden()


def _press(desk: Desk, what: str, *, sheet: bool = True) -> None:
    """Something of the bar; on a phone most of it stands in a sheet."""
    bar = desk.eyes.page.locator("form.selbar")
    if sheet and desk.place.screen == PHONE:
        bar.locator(".open-acts").click()
    bar.locator(what).click()
