"""A list becomes a view in a real browser: in Russian on a phone, in English on a desktop.

The owner filters, saves the view for everybody by the dialog; a colleague opens its link, lets the list open
with it; the owner deletes it and takes that back.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.promise("CON-10")]
PASSWORD = "nine lanterns drift past the pier"


@dataclass(frozen=True)
class Place:
    """A workspace and the words of its pages."""

    slug: str
    language: str
    screen: Screen
    theme: str
    save: str
    delete: str
    undo: str
    opens: str


SEVER = Place(
    "vidy", "ru", PHONE, "light", "Сохранить представление", "Удалить представление", "Отменить",
    "Открывать с этим представлением",
)  # fmt: skip
NORTH = Place(
    "views", "en", DESKTOP, "dark", "Save view", "Delete view", "Undo", "Open with this view",
)  # fmt: skip


@pytest.mark.parametrize("place", [SEVER, NORTH], ids=lambda place: place.language)
def test_a_view_is_saved_shared_opened_by_a_colleague_and_brought_back(place, site, somebody):
    known = {"password": PASSWORD, "language": place.language}
    site.open_workspace(place.slug, owner="Olga", email=f"owner@{place.slug}.example", **known)
    site.add_user(place.slug, name="Anna", email=f"anna@{place.slug}.example", **known)
    root = site.address_of(place.slug)
    owner, anna = (_at_work(place, root, who, somebody) for who in ("owner", "anna"))

    owner.go(f"{root}/contacts?f=manager:is:me&sort=-name")
    if place.screen is PHONE:
        owner.page.locator("[popovertarget=filters-sheet]").click()
    owner.page.locator("main").get_by_text(place.save, exact=True).filter(visible=True).first.click()
    form = owner.page.locator("#view-form")
    form.locator("[name=name]").fill("Моё и наше")
    form.locator("[name=sharing]").select_option("all")
    owner.look()
    with owner.page.expect_event("load"):
        form.locator("button[type=submit]").first.click()
    owner.look()
    address = owner.page.url
    expect(_open_view(owner)).to_contain_text("Моё и наше")
    expect(_open_view(owner).locator(".count")).to_have_text("0")

    anna.go(address)
    expect(_open_view(anna)).to_contain_text("Моё и наше")
    _choose(anna, place.opens)
    anna.go(f"{root}/contacts")
    assert anna.page.url == address
    anna.go(f"{root}/contacts/responsibles")

    owner.go(f"{root}/views")
    owner.go(address)
    _choose(owner, place.delete)
    anna.awaited.add(404)
    gone = anna.page.goto(address)
    assert gone.status == 404
    with owner.page.expect_event("load"):
        owner.page.get_by_role("button", name=place.undo).first.click()
    owner.look()
    anna.go(address)
    expect(_open_view(anna)).to_contain_text("Моё и наше")


def _at_work(place, root, who, somebody):
    eyes = somebody(f"{place.slug}-{who}", language=place.language, screen=place.screen, theme=place.theme)
    eyes.go(f"{root}/sign-in")
    eyes.fill(email=f"{who}@{place.slug}.example", password=PASSWORD)
    eyes.send()
    return eyes


def _open_view(eyes):
    return eyes.page.locator(".views a[aria-current]")


def _choose(eyes, label):
    """Press something in the menu of the views."""
    eyes.page.locator("[popovertarget=menu-views]").click()
    eyes.look()
    with eyes.page.expect_event("load"):
        eyes.page.locator("#menu-views").get_by_text(label).click()
    eyes.look()
