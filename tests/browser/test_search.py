"""The search box on top of each page and the palette: typed, steered by keys, told to whoever can't see."""

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.looking import DESKTOP, PHONE, Screen
from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Desk, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = [pytest.mark.browser, pytest.mark.promise("CON-13")]
SEVER, NORTH = replace(LAVKA, slug="poisk"), replace(CORNER, slug="finding")
LONG_MS = 120_000
COMPANIES = 7

TYPED = {
    "en": ("wedding", "Vera Orlova", "orlova", "щкдщмф", "Show all 7 in the list", "contact types", "zzzz"),
    "ru": ("свадьба", "Орлова Вера", "орлова", "jhkjdf", "Показать все 7 в списке", "типы контактов", "щщщщ"),
}
"""Part of each company's name; a person, part of her name, in the other layout; all; a command; nothing."""
PEOPLE = {"en": ("Vera", "Orlova"), "ru": ("Вера", "Орлова")}
FAILED = {"en": "The search does not answer. Try again.", "ru": "Поиск не отвечает. Попробуйте ещё раз."}


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
    return _filled(at_work(_on(place, DESKTOP), site, somebody))


@pytest.fixture
def phone(place: Place, site, somebody) -> Desk:
    return _filled(at_work(_on(place, PHONE), site, somebody))


def _on(place: Place, screen: Screen) -> Place:
    return replace(place, screen=screen)


def _filled(desk: Desk) -> Desk:
    """With seven companies and a person, unless they are there already."""
    desk.go("/contacts")
    if desk.eyes.page.locator("main .table tbody tr").count() > 0:
        return desk
    word, (first, last) = TYPED[desk.place.language][0], PEOPLE[desk.place.language]
    names = [(f"FN:{word} {n}", f"ORG:{word} {n}") for n in range(COMPANIES)]
    names.append((f"FN:{first} {last}", f"N:{last};{first};;;"))
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\n{one}\r\n{other}\r\nEND:VCARD\r\n" for one, other in names
    )
    desk.go("/contacts/vcards/new")
    desk.eyes.page.locator("main [name='text']").fill(cards)
    desk.eyes.press()
    desk.eyes.press()
    expect(desk.eyes.page.locator("main .note")).to_be_visible(timeout=LONG_MS)
    return desk


def _box(desk: Desk) -> tuple[Locator, Locator]:
    """The box, with the focus by its key, and its list."""
    desk.eyes.page.keyboard.press("/")
    box = desk.eyes.page.locator("#search")
    expect(box).to_be_focused()
    return box, desk.eyes.page.locator("#search-list")


def test_as_one_types_contacts_are_offered_and_the_keys_open_one(desk: Desk):
    desk.go("/contacts/tags")
    page, (word, name, asked, swapped, *_rest) = desk.eyes.page, TYPED[desk.place.language]
    box, offered = _box(desk)
    box.press_sequentially(word[:4])
    expect(offered.get_by_role("option")).to_have_count(6)  # five companies, and all
    expect(box).to_have_attribute("aria-expanded", "true")
    desk.eyes.look()
    assert box.get_attribute("aria-activedescendant") is None

    for step, key in enumerate(("ArrowDown", "ArrowDown", "ArrowUp")):
        page.keyboard.press(key)
        pointed = offered.get_by_role("option").nth((0, 1, 0)[step])
        expect(pointed).to_have_attribute("aria-selected", "true")
        assert box.get_attribute("aria-activedescendant") == pointed.get_attribute("id")
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")

    for query in (asked, swapped):
        box.fill(query)
        expect(offered.get_by_role("option").first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1).first).to_contain_text(name)


def test_all_are_told_by_their_number_and_shown_in_the_list(desk: Desk):
    page, (word, _name, _asked, _swapped, all_of_them, *_rest) = desk.eyes.page, TYPED[desk.place.language]
    desk.go("/")
    box, offered = _box(desk)
    box.fill(word)
    last = offered.get_by_role("option").last
    expect(last).to_have_text(all_of_them)
    page.keyboard.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")
    with page.expect_event("load"):
        page.keyboard.press("Enter")

    expect(page.locator("main .table tbody tr")).to_have_count(COMPANIES)
    expect(page.locator("#search")).to_have_value(word)
    desk.eyes.look()


def test_enter_without_a_choice_opens_the_list_and_what_is_not_there_is_said(desk: Desk):
    page, (*_rest, nowhere) = desk.eyes.page, TYPED[desk.place.language]
    desk.go("/")
    box, offered = _box(desk)
    box.fill(nowhere)
    expect(offered.locator("[data-told]")).to_be_visible()
    expect(offered.get_by_role("option", disabled=False)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    expect(page.locator("form.search [role='status']")).not_to_be_empty()
    desk.eyes.look()
    with page.expect_event("load"):
        page.keyboard.press("Enter")

    assert desk.path == "/contacts"
    expect(page.locator("main .table tbody tr")).to_have_count(0)


def test_a_search_that_does_not_answer_says_so(desk: Desk):
    page = desk.eyes.page
    desk.go("/")
    desk.eyes.awaited.add(429)
    page.route("**/search?*", lambda route: route.fulfill(status=429, body=""))
    box, offered = _box(desk)
    box.fill(TYPED[desk.place.language][0])

    expect(offered).to_contain_text(FAILED[desk.place.language])
    desk.eyes.look()


def test_the_palette_finds_commands_and_contacts_and_keys_steer_it(desk: Desk):
    page = desk.eyes.page
    word, name, asked, swapped, all_of_them, command, nowhere = TYPED[desk.place.language]
    desk.go("/")
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    field = palette.get_by_role("combobox")
    expect(field).to_be_focused()
    desk.eyes.look()
    for wrap in ("ArrowUp", "ArrowDown"):
        page.keyboard.press(wrap)
    shown = palette.locator("[role='option']:visible")
    expect(shown.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()

    page.keyboard.press("Control+k")
    expect(field).to_have_value("")
    field.fill(command)
    expect(shown.first).to_have_attribute("data-url", "/settings/contact-types")
    field.fill(word)
    expect(shown.last).to_have_text(all_of_them)
    desk.eyes.look()
    field.fill(nowhere)
    expect(shown.last).to_contain_text(nowhere)
    for query in (asked, swapped):
        field.fill(query)
        found = palette.locator("[data-found][role='option']")
        expect(found).to_have_count(1)
        expect(found).to_contain_text(name)
    expect(found).to_have_attribute("aria-selected", "true")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1).first).to_contain_text(name)


def test_the_palette_opens_the_list_of_all_that_answer(desk: Desk):
    page, (word, _name, _asked, _swapped, all_of_them, *_rest) = desk.eyes.page, TYPED[desk.place.language]
    desk.go("/")
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    palette.get_by_role("combobox").fill(word)
    shown = palette.locator("[role='option']:visible")
    expect(shown.last).to_have_text(all_of_them)
    page.keyboard.press("ArrowUp")
    expect(shown.last).to_have_attribute("aria-selected", "true")
    with page.expect_event("load"):
        page.keyboard.press("Enter")

    expect(page.locator("main .table tbody tr")).to_have_count(COMPANIES)


def test_on_a_phone_a_tap_opens_the_palette_which_finds_and_leads_to_all(phone: Desk):
    page = phone.eyes.page
    word, name, _asked, swapped, all_of_them, *_rest = TYPED[phone.place.language]
    phone.go("/")
    expect(page.locator("#search")).to_be_hidden()
    page.locator(".top [data-palette]").tap()
    palette = page.locator("#palette")
    field = palette.get_by_role("combobox")
    expect(field).to_be_focused()
    phone.eyes.look()
    shown = palette.locator("[role='option']:visible")
    field.fill(swapped)
    expect(palette.locator("[data-found][role='option']")).to_contain_text(name)
    field.fill(word)
    expect(shown.last).to_have_text(all_of_them)
    phone.eyes.look()
    assert all(box["height"] >= 40 for box in (one.bounding_box() for one in shown.all()) if box)
    with page.expect_event("load"):
        shown.last.tap()

    expect(page.locator("main .table tbody tr")).to_have_count(COMPANIES)
    phone.eyes.look()
