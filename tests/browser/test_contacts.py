"""What people do with contacts all day, in a real browser: in Russian on a phone, in English on a desktop.

A field of one's own is added; contacts are added, one right after the other; two people edit one at once; two
contacts become one, and two again; one goes to the bin and comes back; one is classed and restricted, and
it is explained who sees it.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Eyes, Screen

pytestmark = pytest.mark.browser

PASSWORD = "nine lanterns drift past the pier"


@dataclass(frozen=True)
class Place:
    """A workspace and the words of its pages."""

    slug: str
    language: str
    screen: Screen
    theme: str
    undo: str
    restore: str
    question: str

    @property
    def email(self) -> str:
        """With which its owner signs in."""
        return f"owner@{self.slug}.example"


SEVER = Place("lavka", "ru", PHONE, "light", "Отменить", "Восстановить", "Что оставить?")
NORTH = Place("corner", "en", DESKTOP, "dark", "Undo", "Restore", "Which holds?")


@dataclass
class Desk:
    """The owner at work in a workspace."""

    eyes: Eyes
    root: str
    place: Place

    def go(self, path: str) -> None:
        """Open a page of the workspace."""
        self.eyes.go(self.root + path)

    def sees(self, words: str) -> None:
        """What is to be seen in the middle of the page."""
        shown = self.eyes.page.locator("main").get_by_text(words).filter(visible=True)
        expect(shown.first).to_be_visible()

    def new_person(self, first: str, last: str, **more: str) -> str:
        """Add a person by the form; returns the path of their page."""
        self.go("/contacts/new")
        self.eyes.page.locator("main [name='kind'][value='person']").check(force=True)
        self.eyes.fill(first_name=first, last_name=last, **more)
        self.eyes.send()
        self.sees(last)
        return self.path

    @property
    def path(self) -> str:
        """Where they are."""
        return self.eyes.page.url.removeprefix(self.root).partition("?")[0]


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


def at_work(place: Place, site, somebody, name: str = "owner") -> Desk:
    """Signed in, in a browser of their own."""
    eyes = somebody(f"{place.slug}-{name}", language=place.language, screen=place.screen, theme=place.theme)
    desk = Desk(eyes, site.address_of(place.slug), place)
    desk.go("/sign-in")
    eyes.fill(email=place.email, password=PASSWORD)
    eyes.send()
    return desk


@pytest.mark.promise("CON-1", "CON-8")
def test_contacts_are_added_one_right_after_the_other(desk: Desk):
    desk.go("/contacts/new")
    page = desk.eyes.page
    page.locator("main [name='kind'][value='person']").check(force=True)
    desk.eyes.fill(first_name="Ivan", last_name="Sedov")
    with page.expect_event("load"):
        page.locator("main button[name='then'][value='another']").click()
    desk.eyes.look()

    assert desk.path == "/contacts/new"
    expect(page.locator("main [name='kind'][value='person']")).to_be_checked()
    expect(page.locator("main [name='last_name']").first).to_have_value("")
    desk.go("/contacts")
    desk.sees("Sedov")


@pytest.mark.promise("CON-4", "CON-14")
def test_a_field_of_ones_own_is_added_filled_and_edited_in_place(desk: Desk):
    desk.go("/settings/fields/new?record=contact&type=text")
    desk.eyes.fill(name="Nickname")
    desk.eyes.send()
    desk.sees("Nickname")

    path = desk.new_person("Vera", "Zimina")
    page = desk.eyes.page
    page.locator(".adds summary").click()
    page.locator(".adds").get_by_text("Nickname", exact=True).click()
    slot = page.locator(".slot:has(form)")
    expect(slot.locator("input.input")).to_be_focused()
    page.keyboard.type("Verochka")
    page.keyboard.press("Enter")
    expect(page.locator(".slot.just-saved")).to_contain_text("Verochka")
    desk.eyes.look()

    desk.go(f"{path}/edit")
    expect(page.locator("main input[name^='custom_']").first).to_have_value("Verochka")


@pytest.mark.promise("CON-20")
def test_two_who_edit_at_once_are_asked_about_what_both_changed(desk: Desk, place, site, somebody):
    path = desk.new_person("Pavel", "Rodin")
    other = at_work(place, site, somebody, "second")
    desk.go(f"{path}/edit")
    other.go(f"{path}/edit")
    other.eyes.fill(last_name="Rodionov", description="Calls at noon")
    other.eyes.send()
    desk.eyes.fill(last_name="Rodin-Orlov")
    desk.eyes.awaited.add(412)
    desk.eyes.send()

    expect(desk.eyes.page.get_by_role("heading", name=desk.place.question, level=1)).to_be_visible()
    mine = desk.eyes.page.locator("main label", has_text="Rodin-Orlov").locator("input[type='radio']")
    mine.check()
    desk.eyes.send()

    desk.sees("Rodin-Orlov")
    desk.sees("Calls at noon")


@pytest.mark.promise("CON-16", "CON-19")
def test_two_become_one_and_two_again(desk: Desk):
    stays = desk.new_person("Maria", "Kotova", description="Wholesale")
    goes = desk.new_person("Masha", "Kotova-Lis")
    ids = [path.rpartition("/")[2] for path in (stays, goes)]
    desk.go(f"/contacts/merge?id={ids[0]}&id={ids[1]}")
    desk.eyes.page.locator(f"main [name='survivor_id'][value='{ids[0]}']").check(force=True)
    desk.eyes.send()

    desk.eyes.page.goto(desk.root + goes)
    assert desk.path == stays
    desk.go(f"{stays}?tab=history")
    undo = desk.eyes.page.locator("main .timeline").get_by_role("button", name=desk.place.undo).first
    with desk.eyes.page.expect_event("load"):
        undo.click()
    desk.eyes.look()

    desk.go(goes)
    assert desk.path == goes
    desk.sees("Kotova-Lis")


@pytest.mark.promise("CON-18", "CON-19")
def test_what_is_deleted_lies_in_the_bin_and_comes_back(desk: Desk):
    path = desk.new_person("Timur", "Belov")
    page = desk.eyes.page
    with page.expect_event("load"):
        page.locator(f"form[action='{path}/deletion']").first.evaluate("form => form.requestSubmit()")
    desk.eyes.look()
    desk.eyes.awaited.add(404)
    page.goto(desk.root + path)
    expect(page.locator("main").get_by_text("Belov")).to_have_count(0)
    desk.go("/bin")
    desk.sees("Belov")
    row = page.locator("main tr, main li", has_text="Belov").first
    with page.expect_event("load"):
        row.get_by_role("button", name=desk.place.restore).click()
    desk.go(path)
    desk.sees("Belov")


EXPLAINED = {
    "en": ("Restricted", "Manager of the contact", "Role that reaches all contacts: Owner"),
    "ru": ("Ограниченный доступ", "Менеджер контакта", "Роль с доступом ко всем контактам: Владелец"),
}
"""The mark of a restricted contact, and why its owner sees it."""


@pytest.mark.promise("ACC-4", "ACC-7")
def test_a_contact_is_classed_restricted_and_explained(desk: Desk):
    page, (restricted, *reasons) = desk.eyes.page, EXPLAINED[desk.place.language]
    desk.go("/settings/classes")
    desk.eyes.fill(name="Key accounts")
    desk.eyes.send()
    page.locator("main [name='readers'][value^='u']").first.check(force=True)
    desk.eyes.send()
    desk.sees("Key accounts")

    path = desk.new_person("Zakhar", "Lunin")
    desk.go(f"{path}/access")
    page.locator("main select[name='class_id']").select_option(label="Key accounts")
    page.locator("main [name='restricted']").check(force=True)
    desk.eyes.send()

    desk.sees(restricted)
    desk.sees("Key accounts")
    desk.go(f"{path}/viewers")
    for reason in reasons:
        desk.sees(reason)
