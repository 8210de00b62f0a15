"""The main job, in both languages, on a desktop and a phone, with real mail.

A business signs up and opens its workspace, invites a manager, adds a contact and makes the manager
responsible; the manager reads the mail in their own language, follows its link, signs in and sees the
contact. Nobody of the other business can reach it.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Eyes, Screen

pytestmark = pytest.mark.browser

PASSWORD = "nine lanterns drift past the pier"
OPEN_SECONDS = 30
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Story:
    """One business and its people; the manager's language and theme are their own."""

    slug: str
    business: str
    language: str
    owner: str
    manager: str
    contact: tuple[str, str]
    told: str
    owners_screen: Screen
    managers_screen: Screen
    managers_theme: str

    @property
    def owner_email(self) -> str:
        """Where the owner gets mail."""
        return f"owner@{self.slug}.example"

    @property
    def manager_email(self) -> str:
        """Where the manager gets mail."""
        return f"manager@{self.slug}.example"


SEVER = Story(
    "svet", "Северный свет", "ru", "Анна Белова", "Пётр Орлов", ("Иван", "Кузнецов"), "назначен",
    DESKTOP, PHONE, "light",
)  # fmt: skip
NORTH = Story(
    "light", "North Light", "en", "Olivia Hart", "Peter Lane", ("Iris", "Morgan"), "responsible",
    PHONE, DESKTOP, "dark",
)  # fmt: skip


def test_two_businesses_do_the_main_job_and_cannot_reach_each_other(site, somebody):
    contacts = {}
    managers = {}
    for story in (SEVER, NORTH):
        owner = somebody(f"{story.slug}-owner", language=story.language, screen=story.owners_screen)
        _sign_up(owner, site, story)
        _invite(owner, site, story)

        manager = somebody(
            f"{story.slug}-manager",
            language=story.language,
            screen=story.managers_screen,
            theme=story.managers_theme,
        )
        _accept(manager, site, story)
        _sign_out(manager)
        contacts[story.slug] = _add_contact(owner, site, story)
        _read_mail_and_sign_in(manager, site, story)
        _write_note(manager, site, story, contacts[story.slug])
        managers[story.slug] = manager

    for story, other in ((SEVER, NORTH), (NORTH, SEVER)):
        _cannot_reach(managers[story.slug], site, own=story, other=other, contacts=contacts)


def _sign_up(owner: Eyes, site, story: Story) -> None:
    owner.go(f"{site.apex}/")
    owner.go(f"{site.apex}/sign-up")
    owner.fill(
        business=story.business,
        slug=story.slug,
        owner_name=story.owner,
        email=story.owner_email,
        password=PASSWORD,
    )
    owner.page.locator(f"main [name='locale'][value='{story.language}']").check(force=True)
    owner.page.locator("main [name='terms']").check()
    owner.send()
    owner.go(_link_in(site.mail_to(story.owner_email)))
    owner.press()
    ready = owner.page.locator(f"main a[href^='{site.address_of(story.slug)}']")
    expect(ready).to_be_visible(timeout=OPEN_SECONDS * 1000)
    owner.look()
    ready.click()
    owner.page.wait_for_url(re.compile("/sign-in"))
    owner.look()
    _sign_in(owner, story.owner_email)
    expect(owner.page.locator("html")).to_have_attribute("lang", story.language)


def _invite(owner: Eyes, site, story: Story) -> None:
    owner.go(f"{site.address_of(story.slug)}/settings/invitations/new")
    owner.fill(email=story.manager_email, name=story.manager)
    owner.send()


def _accept(manager: Eyes, site, story: Story) -> None:
    manager.go(_link_in(site.mail_to(story.manager_email)))
    manager.fill(name=story.manager, password=PASSWORD)
    manager.send()
    expect(manager.page.locator("html")).to_have_attribute("lang", story.language)


def _add_contact(owner: Eyes, site, story: Story) -> str:
    """Add the contact with the manager in charge; returns its path."""
    first, last = story.contact
    owner.go(f"{site.address_of(story.slug)}/contacts/new")
    owner.page.locator("main [name='kind'][value='person']").check(force=True)
    owner.fill(last_name=last, first_name=first)
    owner.page.locator("main label", has_text=story.manager).locator("[name='manager_ids']").check()
    owner.send()
    expect(owner.page.get_by_text(last).filter(visible=True).first).to_be_visible()
    return owner.page.url.removeprefix(site.address_of(story.slug))


def _read_mail_and_sign_in(manager: Eyes, site, story: Story) -> None:
    mail = site.mail_to(story.manager_email, after=1)
    assert story.told in mail["text"], mail["text"]
    assert story.contact[1] in mail["text"]

    manager.page.goto(_link_in(mail))
    manager.page.wait_for_url(re.compile("/sign-in"))
    manager.look()
    _sign_in(manager, story.manager_email)
    expect(manager.page.get_by_text(story.contact[1]).filter(visible=True).first).to_be_visible()
    manager.go(f"{site.address_of(story.slug)}/contacts")
    expect(manager.page.get_by_text(story.contact[1]).filter(visible=True).first).to_be_visible()


def _write_note(manager: Eyes, site, story: Story, contact: str) -> None:
    """Where a person would: in the box above the history; the note stands under it then."""
    manager.go(site.address_of(story.slug) + contact)
    manager.page.locator("main textarea[name='body']").fill("Звонить после обеда")
    manager.send()
    expect(manager.page.locator("main").get_by_text("Звонить после обеда").first).to_be_visible()


def _cannot_reach(manager: Eyes, site, *, own: Story, other: Story, contacts: dict[str, str]) -> None:
    """Neither under the own address nor, with one's own cookies, under the other's."""
    page = manager.page
    for path in (contacts[other.slug], "/contacts"):
        page.goto(site.address_of(own.slug) + path)
        expect(page.locator("main")).to_be_visible()
        expect(page.locator("main").get_by_text(other.contact[1])).to_have_count(0)

    for cookie in page.context.cookies(site.address_of(own.slug)):
        name, value = cookie["name"], cookie["value"]
        page.context.add_cookies([{"name": name, "value": value, "url": site.address_of(other.slug)}])
    page.goto(site.address_of(other.slug) + contacts[other.slug])
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.get_by_text(other.contact[1])).to_have_count(0)


def _sign_in(somebody: Eyes, email: str) -> None:
    somebody.fill(email=email, password=PASSWORD)
    somebody.send()


def _sign_out(somebody: Eyes) -> None:
    """By the form of the person's menu, wherever the screen keeps it."""
    with somebody.page.expect_event("load"):
        somebody.page.locator("form[action='/sign-out']").first.evaluate("form => form.requestSubmit()")
    somebody.look()


def _link_in(mail) -> str:
    """The address of the mail's one button."""
    return LINK.findall(mail["text"])[0]
