"""The API's documentation in a real browser: searched, and a call tried with a right and a wrong token."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Eyes, Screen

pytestmark = [pytest.mark.browser, pytest.mark.promise("API-1")]

KEPT = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
PASSWORD = "nine lanterns drift past the pier"


@dataclass(frozen=True)
class Place:
    """A workspace and the words of its pages."""

    slug: str
    language: str
    screen: Screen
    theme: str
    refused: str


SEVER = Place("spravka", "ru", PHONE, "light", "действующий токен")
NORTH = Place("manual", "en", DESKTOP, "dark", "Send a valid token")


@pytest.fixture(params=[SEVER, NORTH], ids=lambda place: place.language)
def place(request: pytest.FixtureRequest, site) -> Place:
    chosen: Place = request.param
    names = {"owner": "Olga Orlova", "email": f"owner@{chosen.slug}.example", "password": PASSWORD}
    site.open_workspace(chosen.slug, language=chosen.language, **names)
    return chosen


def test_a_call_is_found_and_tried_with_a_token(place: Place, site, somebody):
    eyes: Eyes = somebody(place.slug, language=place.language, screen=place.screen, theme=place.theme)
    page, root = eyes.page, site.address_of(place.slug)
    eyes.go(f"{root}/sign-in")
    eyes.fill(email=f"owner@{place.slug}.example", password=PASSWORD)
    eyes.send()
    eyes.go(f"{root}/me/tokens")
    eyes.fill(name="Documentation")
    page.locator("main [name^='scopes'][value='*']").check(force=True)
    eyes.send()
    token = page.locator("main code").first.inner_text()

    eyes.go(f"{root}/api/docs")
    page.locator("main input[type=search]").fill("get /api/v1/contacts")
    calls = page.locator("main .door-list a[href$='#list_contacts']")
    expect(calls).to_be_visible()
    expect(page.locator("main .door-list a[href$='#delete_tag']")).to_be_hidden()
    calls.click()
    door = page.locator("#list_contacts")
    expect(door).to_be_in_viewport()
    door.locator(".api-more.needs-js > summary").click()
    door.locator("[data-name='filter']").fill("kind:is:person")
    expect(door.locator("[data-curl]")).to_contain_text("filter=kind%3Ais%3Aperson")
    expect(door.locator("[data-curl]")).not_to_contain_text(token)

    eyes.awaited.add(401)
    page.locator("[data-token]").fill("art_wrong")
    door.locator("button[type=submit]").click()
    expect(door.locator("[data-status]")).to_contain_text("401")
    expect(door.locator("[data-body]")).to_contain_text(place.refused)

    page.locator("[data-token]").fill(token)
    door.locator("button[type=submit]").click()
    expect(door.locator("[data-status]")).to_contain_text("200")
    expect(door.locator("[data-headers]")).to_contain_text("ratelimit-remaining")
    expect(door.locator("[data-body]")).to_contain_text('"next_cursor"')
    eyes.look()
    assert token not in page.evaluate(KEPT)
