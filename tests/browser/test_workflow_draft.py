"""Nothing that was typed into the editor of workflows is lost when the session has ended meanwhile (UX)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.promise("CAS-2")]
PASSWORD = "nine lanterns drift past the pier"
SAID = {
    "en": ("Add step", "Save", "Your draft is back"),
    "ru": ("Добавить шаг", "Сохранить", "Ваш черновик на месте"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_lost_session_brings_the_editor_back_with_all_steps(language, site, somebody):
    slug, (add, save, back) = f"draft-{language}", SAID[language]
    email = f"owner@{slug}.example"
    site.open_workspace(slug, owner="Olga", email=email, password=PASSWORD, language=language)
    root = site.address_of(slug)
    eyes = somebody(f"{slug}-owner", language=language, screen=DESKTOP, theme="light")
    page = eyes.page

    def sign_in():
        eyes.fill(email=email, password=PASSWORD)
        with page.expect_event("load"):
            page.locator("main form button[type=submit]").first.click()

    eyes.go(f"{root}/sign-in")
    sign_in()
    eyes.go(f"{root}/settings/workflows/new")
    page.locator("[name='name']").fill("Welcome")
    page.locator("[name='steps-0-title']").fill("Call them")
    page.get_by_role("button", name=add).click()
    expect(page.locator("details[data-row]")).to_have_count(2)
    page.locator("[name='steps-1-title']").fill("Send the offer")
    expect(page.locator("#picture")).to_contain_text("Send the offer")

    page.context.clear_cookies()
    page.locator("[name='steps-1-title']").fill("Send the whole offer")
    page.wait_for_url(re.compile("/sign-in"))
    sign_in()

    expect(page.locator("[name='steps-1-title']")).to_have_value("Send the whole offer")
    expect(page.locator("[name='name']")).to_have_value("Welcome")
    expect(page.locator("[name='steps-0-title']")).to_have_value("Call them")
    expect(page.locator("[data-draft-note]")).to_contain_text(back)
    assert page.url.endswith("/settings/workflows/new")
    eyes.look()
    with page.expect_event("load"):
        page.get_by_role("button", name=save, exact=True).filter(visible=True).last.click()
    eyes.go(f"{root}/settings/workflows/new")
    expect(page.locator("[name='name']")).to_have_value("")
