"""A case and a task for each of the selected contacts, in a browser: picked, asked, done, told, undone."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Screen
from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Desk, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = [pytest.mark.browser, pytest.mark.promise("CON-12")]
SEVER, NORTH = replace(LAVKA, slug="kazhdyi"), replace(CORNER, slug="each")
LONG_MS = 120_000
PEOPLE = 3


@pytest.fixture(params=[(SEVER, PHONE), (NORTH, DESKTOP)], ids=["ru-phone", "en-desktop"])
def place(request: pytest.FixtureRequest, site) -> Place:
    chosen, screen = request.param
    names = {"owner": "Olga Orlova", "email": chosen.email, "password": PASSWORD}
    site.open_workspace(chosen.slug, language=chosen.language, **names)
    return replace(chosen, screen=screen)


def _filled(desk: Desk) -> Desk:
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Row {n:02}\r\nORG:Row {n:02}\r\nEND:VCARD\r\n"
        for n in range(PEOPLE)
    )
    desk.go("/contacts/vcards/new")
    desk.eyes.page.locator("main [name='text']").fill(cards)
    desk.eyes.press()
    desk.eyes.press()
    expect(desk.eyes.page.locator("main .note")).to_be_visible(timeout=LONG_MS)
    return desk


def _all_picked(desk: Desk, screen: Screen) -> None:
    """The list with every row selected (they stay so after an act), and what can be done with them."""
    desk.go("/contacts")
    page = desk.eyes.page
    if page.locator("form.selbar").is_visible():
        pass
    elif screen is PHONE:
        page.locator("[data-pick]").tap()
        rows = page.locator("main .table tbody tr")
        for number in range(PEOPLE):
            rows.nth(number).tap(position={"x": 200, "y": 20})
    else:
        page.locator("[data-select-all]").check()
    expect(page.locator("form.selbar [role='status']")).to_contain_text(str(PEOPLE))
    if screen is PHONE:
        page.locator(".open-acts").tap()
    desk.eyes.look()


def _done_to_all(desk: Desk, action: str, **values: str) -> None:
    """Do it by the panel over the list."""
    page = desk.eyes.page
    page.locator(f"form.selbar a[href*='/bulk/{action}']").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[name='title']")).to_be_visible()
    for name, value in values.items():
        dialog.locator(f"[name='{name}']").fill(value)
    desk.eyes.look()
    with page.expect_event("load"):
        dialog.locator(".save-bar button").first.click()
    desk.eyes.look()


def test_all_that_are_picked_get_a_case_and_a_task_and_the_history_tells(place: Place, site, somebody):
    desk = _filled(at_work(place, site, somebody))
    page = desk.eyes.page

    _all_picked(desk, place.screen)
    _done_to_all(desk, "case", title="Stock-taking", due_on="2026-12-24")
    _all_picked(desk, place.screen)
    _done_to_all(desk, "task", title="Call them")
    page.locator("main .table tbody tr").first.locator("a[href^='/contacts/']").first.click()
    page.wait_for_load_state("load")
    desk.go(f"{desk.path}?tab=history")

    history = page.locator("main .timeline")
    expect(history.get_by_role("link", name="Call them")).to_be_visible()
    expect(history.get_by_role("link", name="Stock-taking")).to_be_visible()


def test_a_comment_calls_and_the_list_has_other_columns(place: Place, site, somebody):
    desk = at_work(place, site, somebody)
    page = desk.eyes.page
    desk.go("/cases/new")
    desk.eyes.fill(title="Lamp flickers")
    desk.eyes.send()
    page.locator("main textarea[name='body']").first.press_sequentially("@")
    desk.eyes.look()

    desk.go("/cases")
    if place.screen is DESKTOP:
        page.locator("[data-dialog='columns']").click()
        dialog = page.locator("dialog[open]")
        dialog.locator("[value='author']").check(force=True)
        desk.eyes.look()
        with page.expect_event("load"):
            dialog.get_by_role("button", name="Show").click()
        desk.sees("Olga Orlova")
        page.locator("[data-menu='case-menu']").first.click()
        desk.eyes.look()
