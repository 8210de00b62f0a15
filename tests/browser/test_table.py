"""The table of contacts in a browser: columns, density, keys and cells on a desk; one thumb on a phone."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE
from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Desk, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = [pytest.mark.browser, pytest.mark.promise("CON-10")]
SEVER, NORTH = replace(LAVKA, slug="stol"), replace(CORNER, slug="table")
LONG_MS = 120_000
ROWS = 40


@pytest.fixture(scope="module")
def open_places(site) -> None:
    for place in (SEVER, NORTH):
        names = {"owner": "Olga Orlova", "email": place.email, "password": PASSWORD}
        site.open_workspace(place.slug, language=place.language, **names)


@pytest.fixture(params=[SEVER, NORTH], ids=lambda place: place.language)
def place(request: pytest.FixtureRequest, open_places) -> Place:
    chosen: Place = request.param
    return chosen


def _filled(desk: Desk) -> Desk:
    """With some contacts, unless they are there already."""
    desk.go("/contacts")
    if desk.eyes.page.locator("main .table tbody tr").count() == 0:
        cards = "".join(
            f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Row {n:02}\r\nORG:Row {n:02}\r\nEND:VCARD\r\n"
            for n in range(ROWS)
        )
        desk.go("/contacts/vcards/new")
        desk.eyes.page.locator("main [name='text']").fill(cards)
        desk.eyes.press()
        desk.eyes.press()
        expect(desk.eyes.page.locator("main .note")).to_be_visible(timeout=LONG_MS)
        desk.go("/contacts")
    return desk


def _select_nothing(desk: Desk) -> None:
    """Whatever another test of this workspace has left selected."""
    clear = desk.eyes.page.locator("form.selbar button[value='clear']")
    if clear.is_visible():
        clear.click()
    expect(desk.eyes.page.locator("form.selbar")).to_be_hidden()


def test_columns_density_keys_and_cells_at_a_desk(place: Place, site, somebody):
    desk = _filled(at_work(replace(place, screen=DESKTOP), site, somebody))
    page = desk.eyes.page
    _select_nothing(desk)
    assert page.evaluate(ROWS_IN_SIGHT) >= 17

    _show_source_first(desk)
    _edit_the_second_row(desk)

    with page.expect_response("**/me/density"):
        page.locator(".density button").click()
    expect(page.locator(".list-page")).to_have_attribute("data-density", "compact")
    page.reload()
    assert page.evaluate(ROWS_IN_SIGHT) >= 21
    desk.eyes.look()
    page.locator("thead th").nth(1).locator("a").click()
    expect(page.locator("thead th").nth(1)).to_have_attribute("aria-sort", "descending")
    with page.expect_response("**/me/density"):
        page.locator(".density button").click()


@pytest.mark.parametrize("pressed", ["x", "e"])
def test_where_the_session_has_ended_elsewhere_a_tick_and_a_cell_lead_to_signing_in(
    place: Place, site, somebody, pressed: str
):
    desk = _filled(at_work(replace(place, screen=DESKTOP), site, somebody))
    page, elsewhere = desk.eyes.page, desk.eyes.page.context.new_page()
    desk.eyes.awaited.add(401)  # the bell's
    elsewhere.goto(page.url)
    with elsewhere.expect_event("load"):
        elsewhere.locator("form[action='/sign-out']").first.evaluate("form => form.requestSubmit()")

    page.keyboard.press("j")
    page.keyboard.press(pressed)

    expect(page).to_have_url(re.compile(r"/sign-in\?next=/contacts$"))


@pytest.mark.promise("CON-11", "CON-12")
def test_with_one_thumb_one_filters_picks_rows_and_changes_them(place: Place, site, somebody):
    desk = _filled(at_work(replace(place, screen=PHONE), site, somebody))
    page = desk.eyes.page

    page.locator(".open-sheet").tap()
    desk.eyes.look()
    sheet = page.locator(".filters-sheet:popover-open")
    assert all(box["height"] >= 40 for box in _boxes(sheet.locator("a:visible")))
    with page.expect_event("load"):
        sheet.locator(".chip.quick").first.tap()
    desk.eyes.look()
    expect(page.locator(".open-sheet .count")).to_have_text("1")

    page.locator("[data-pick]").tap()
    rows = page.locator("main .table tbody tr")
    assert all(min(box["width"], box["height"]) >= 40 for box in _boxes(page.locator("[data-select]"))[:5])
    for number in (0, 2):
        rows.nth(number).tap(position={"x": 200, "y": 20})
    expect(page.locator("form.selbar [role='status']")).to_contain_text("2")
    desk.eyes.look()
    page.locator(".open-acts").tap()
    desk.eyes.look()
    page.locator("form.selbar a[href*='/bulk/type']").tap()
    dialog = page.locator("dialog[open]")
    dialog.locator("select").select_option(index=1)
    with page.expect_event("load"):
        dialog.locator(".save-bar button").tap()
    desk.eyes.look()  # few are changed at once
    expect(rows.nth(0).locator(".type")).to_be_visible()
    expect(rows.nth(1).locator(".type")).to_have_count(0)


def _show_source_first(desk: Desk) -> None:
    """The column that is far down in the panel, ticked and moved up by its button."""
    page = desk.eyes.page
    page.locator("[data-dialog='columns']").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[value='source']").check(force=True)
    source = dialog.locator("[data-row]", has=page.locator("[value='source']"))
    while source.evaluate("row => [...row.parentElement.children].indexOf(row)") > 0:
        source.locator("[data-move='up']").click()
    desk.eyes.look()
    with page.expect_event("load"):
        dialog.locator("button.primary").click()
    expect(page.locator("thead th").nth(2)).to_have_attribute("data-field", "source")
    assert "columns=name,source,type" in page.url
    desk.eyes.look()


def _edit_the_second_row(desk: Desk) -> None:
    """Given up by Esc, then kept by Enter; the row has the focus again and can be selected."""
    page = desk.eyes.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    editor = page.locator(".cell-edit:popover-open")
    editor.locator("[name='source']").fill("Fair")
    desk.eyes.look()
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()
    page.keyboard.press("e")
    editor.locator("[name='source']").fill("Exhibition")
    page.keyboard.press("Enter")
    second = page.locator("main .table tbody tr").nth(1)
    expect(second.locator("[data-just-saved]")).to_have_text("Exhibition")
    expect(second.locator("td.c-main a")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("form.selbar [role='status']")).to_contain_text("1")
    page.locator("form.selbar button[value='clear']").click()
    expect(page.locator("form.selbar")).to_be_hidden()


ROWS_IN_SIGHT = """() => {
  const room = document.querySelector(".table-room").getBoundingClientRect();
  const rows = [...document.querySelectorAll(".table tbody tr")].map((row) => row.getBoundingClientRect());
  return rows.filter((row) => row.top >= room.top && row.bottom <= room.bottom).length;
}"""


def _boxes(found) -> list:
    return [box for box in (one.bounding_box() for one in found.all()) if box]
