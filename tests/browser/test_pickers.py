"""Choosing people in a real browser: the server looks for them while one types, the chosen ones stay."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = [pytest.mark.browser, pytest.mark.promise("ACC-3")]
WORDS = {"en": ("1 found", "Nothing by that name"), "ru": ("Найден 1", "Ничего похожего не нашлось")}
WHOLE = "line => (name => name.scrollWidth <= name.clientWidth)(line.querySelector('span.clip'))"
SEVER, NORTH = replace(LAVKA, slug="otbor"), replace(CORNER, slug="choice")


@pytest.mark.parametrize("place", [SEVER, NORTH], ids=lambda place: place.language)
def test_a_colleague_is_found_chosen_and_becomes_a_manager(place: Place, site, somebody):
    known = {"password": PASSWORD, "language": place.language}
    site.open_workspace(place.slug, owner="Olga Orlova", email=place.email, **known)
    for name, email in (("Анна Королёва", "anna"), ("Пётр Белых", "petr")):
        site.add_user(place.slug, name=name, email=f"{email}@{place.slug}.example", **known)
    desk, (found, none) = at_work(place, site, somebody), WORDS[place.language]
    page, path = desk.eyes.page, desk.new_person("Zakhar", "Lunin")

    desk.go(f"{path}/access")
    picker = page.locator("main fieldset[data-picker]").first
    field, lines = picker.get_by_role("searchbox"), picker.locator("li")
    expect(page.locator("main [name='find']")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    assert lines.first.evaluate(WHOLE), "where there is little room, the address is cut off, not the name"
    page.set_viewport_size({"width": 1440, "height": 900})
    field.fill("королева")
    expect(lines).to_have_count(2)
    expect(picker.get_by_role("status")).to_contain_text(found.partition(" ")[0])
    field.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    field.fill("zzz")
    expect(picker.locator(".none")).to_have_text(none)
    expect(lines).to_have_count(2)
    expect(lines.last).to_contain_text("Анна Королёва")
    desk.eyes.look()
    desk.eyes.send()
    page.locator("main button[name='then'][value='save']").click()

    desk.sees("Анна Королёва")
