"""A workflow is built and tried out in a real browser: in Russian on a phone, in English on a desktop.

The owner begins with a template, changes a step while the diagram follows, adds one, saves, and sees on a
fake clock who gets which mail when somebody does nothing.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.promise("CAS-2"), pytest.mark.promise("CAS-6")]
PASSWORD = "nine lanterns drift past the pier"


@dataclass(frozen=True)
class Place:
    """A workspace and the words of its pages."""

    slug: str
    language: str
    screen: Screen
    theme: str
    start: str
    add: str
    save: str
    owner: str
    saved: str
    waits: str
    reminder: str


SEVER = Place(
    "shagi", "ru", PHONE, "light", "Начать с этого", "Добавить шаг", "Сохранить",
    "Ответственный за обращение", "Процесс сохранён", "ждёт без конца", "Напоминание",
)  # fmt: skip
NORTH = Place(
    "steps", "en", DESKTOP, "dark", "Start from this", "Add step", "Save", "Owner of the case",
    "Workflow saved", "waits on and on", "Reminder",
)  # fmt: skip


@pytest.mark.parametrize("place", [SEVER, NORTH], ids=lambda place: place.language)
def test_a_workflow_is_built_from_a_template_and_tried_out(place, site, somebody):
    known = {"password": PASSWORD, "language": place.language}
    site.open_workspace(place.slug, owner="Olga", email=f"owner@{place.slug}.example", **known)
    root = site.address_of(place.slug)
    eyes = somebody(f"{place.slug}-owner", language=place.language, screen=place.screen, theme=place.theme)
    page = eyes.page
    eyes.go(f"{root}/sign-in")
    eyes.fill(email=f"owner@{place.slug}.example", password=PASSWORD)
    with page.expect_event("load"):
        page.locator("main form button[type=submit]").first.click()

    eyes.go(f"{root}/settings/workflows")
    with page.expect_event("load"):
        page.get_by_text(place.start).nth(1).click()
    eyes.look()
    page.locator("#step-0 > summary b").click()
    page.locator("[name='steps-0-title']").fill("Olga looks")
    expect(page.locator("#picture")).to_contain_text("Olga looks")
    who = page.locator("[name='steps-0-who']")
    who.fill("olga")
    page.locator("#f-steps-0-who-list .option").first.click()
    eyes.look()
    page.get_by_role("button", name=place.add).click()
    expect(page.locator("details[data-row]")).to_have_count(5)
    page.locator("[name='steps-4-title']").fill("Write a letter")
    expect(page.locator("#picture")).to_contain_text("Write a letter")
    eyes.look()
    with page.expect_event("load"):
        page.get_by_role("button", name=place.save, exact=True).filter(visible=True).last.click()
    expect(page.locator("body")).to_contain_text(place.saved)
    eyes.look()

    eyes.go(f"{page.url}/simulation?starts_at=2026-11-23T09:00")
    page.locator("[name='steps-0-deed']").select_option("nothing")
    result = page.locator("#result")
    expect(result).to_contain_text(place.waits)
    expect(result).to_contain_text(place.reminder)
    expect(result).to_contain_text("Olga looks")
    eyes.look()
