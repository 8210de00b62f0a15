"""A case goes through a workflow in a real browser, in both languages: started by its owner, approved by who
got the mail with one press on the page behind its link, and ended.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Eyes, Screen

pytestmark = [pytest.mark.browser, pytest.mark.promise("CAS-3"), pytest.mark.promise("CAS-7")]
PASSWORD = "seven kettles hum before the rain"


@dataclass(frozen=True)
class Story:
    """A workspace, and what its pages and mails say."""

    slug: str
    language: str
    screen: Screen
    theme: str
    manager: str
    approve: str
    done: str

    @property
    def owner_email(self) -> str:
        """Whose case it is."""
        return f"owner@{self.slug}.example"

    @property
    def manager_email(self) -> str:
        """Who approves."""
        return f"manager@{self.slug}.example"


SEVER = Story("delo", "ru", PHONE, "light", "Анна Котова", "Согласовать", "Готово")
NORTH = Story("matter", "en", DESKTOP, "dark", "Anna Cole", "Approve", "Done")


@pytest.mark.parametrize("story", [SEVER, NORTH], ids=lambda story: story.language)
def test_a_case_is_approved_by_the_mails_link_and_ends(story, site, somebody):
    known = {"password": PASSWORD, "language": story.language}
    site.open_workspace(story.slug, owner="Olga", email=story.owner_email, **known)
    site.add_user(story.slug, name=story.manager, email=story.manager_email, **known)
    looks = {"language": story.language, "screen": story.screen, "theme": story.theme}
    owner = somebody(f"{story.slug}-owner", **looks)
    manager = somebody(f"{story.slug}-manager", **looks)

    _sign_in(owner, site, story)
    _lay_down(owner, site, story)
    case = _start(owner, site, story)
    _approve_by_mail(manager, site, story)

    owner.go(case)
    expect(owner.page.locator("main")).to_contain_text(story.done)
    owner.assert_at_ease()
    manager.assert_at_ease()


def _sign_in(owner: Eyes, site, story: Story) -> None:
    owner.go(f"{site.address_of(story.slug)}/sign-in")
    owner.fill(email=story.owner_email, password=PASSWORD)
    owner.press()


def _lay_down(owner: Eyes, site, story: Story) -> None:
    """A workflow of one step: the manager approves."""
    owner.go(f"{site.address_of(story.slug)}/settings/workflows/new")
    page = owner.page
    owner.fill(name="One word")
    if not page.locator("[name='steps-0-title']").is_visible():
        page.locator("#step-0 > summary b").click()
    page.locator("[name='steps-0-title']").fill("Say yes")
    page.locator("[name='steps-0-mode'][value='approve']").check(force=True)
    page.locator("[name='steps-0-who']").fill(story.manager[:4])
    page.locator("#f-steps-0-who-list .option").first.click()
    with page.expect_event("load"):
        page.locator("main form button[type=submit]:visible").last.click()


def _start(owner: Eyes, site, story: Story) -> str:
    """A case that starts it; returns its address."""
    owner.go(f"{site.address_of(story.slug)}/cases/new")
    owner.fill(title="A lamp in the hall")
    owner.send()
    case = owner.page.url
    owner.go(f"{case}/workflow/new")
    owner.page.locator("main [name='workflow_id']").select_option(label="One word")
    owner.send()
    expect(owner.page.locator("main")).to_contain_text("Say yes")
    return case


def _approve_by_mail(manager: Eyes, site, story: Story) -> None:
    """Without signing in: the link shows one button, and the button answers."""
    mail = site.mail_to(story.manager_email)
    links = re.findall(r"https?://\S+/answers/\S+", mail["text"])
    assert links, mail["text"]
    manager.go(links[0].rstrip(".)"))
    expect(manager.main_button()).to_contain_text(story.approve)
    manager.send()
