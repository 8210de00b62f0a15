"""Who may do what, in a real browser: in Russian on a phone, in English on a desktop.

The owner adds a role in the matrix, gives it to a manager as a second one, sees what both allow together,
looks at the workspace with the manager's eyes, ends that, and finds all of it in the audit log.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE, Eyes, Screen

pytestmark = [pytest.mark.browser, pytest.mark.promise("ACC-5", "ACC-7", "ACC-9")]

PASSWORD = "nine lanterns drift past the pier"


WHOLE = "all => all.length && all.every(one => one.scrollWidth <= one.clientWidth)"


@dataclass(frozen=True)
class Place:
    """A workspace and the words of its pages."""

    slug: str
    language: str
    screen: Screen
    theme: str
    role: str
    bar: str
    only_looking: str
    log: tuple[str, ...]


SEVER = Place(
    "prava", "ru", PHONE, "light", "Старший менеджер", "Вы видите то же, что Анна. Изменить ничего нельзя.",
    "Это видит только Анна, и никто больше.",
    ("Просмотр глазами сотрудника окончен", "Роль «Старший менеджер» добавлена"),
)  # fmt: skip
NORTH = Place(
    "rights", "en", DESKTOP, "dark", "Senior manager", "You see what Анна sees. Nothing can be changed.",
    "This is for Анна alone: nobody else sees it.",
    ("Seeing as Анна ended", "Role “Senior manager” added"),
)  # fmt: skip


@pytest.mark.parametrize("place", [SEVER, NORTH], ids=lambda place: place.language)
def test_the_owner_makes_a_role_gives_it_and_sees_with_anothers_eyes(place, site, somebody):
    owner = f"owner@{place.slug}.example"
    known = {"password": PASSWORD, "language": place.language}
    site.open_workspace(place.slug, owner="Olga", email=owner, **known)
    site.add_user(place.slug, name="Анна", email=f"anna@{place.slug}.example", **known)
    eyes = somebody(f"{place.slug}-owner", language=place.language, screen=place.screen, theme=place.theme)
    page, root = eyes.page, site.address_of(place.slug)
    eyes.go(f"{root}/sign-in")
    eyes.fill(email=owner, password=PASSWORD)
    eyes.send()

    eyes.go(f"{root}/settings/roles")
    assert page.locator("main .work small").evaluate_all(WHOLE), "what a role is for is read to its end"
    _a_holiday_has_room_for_its_name(eyes, root)
    eyes.go(f"{root}/settings/roles/new?copy=3")
    eyes.fill(name=place.role)
    page.locator("[name='may:contacts.view'][value='all']").check(force=True)
    page.locator("[name='may:contacts.tags']").check()
    eyes.send()
    expect(page.locator("[name='may:contacts.view'][value='all']")).to_be_checked()

    eyes.go(f"{root}/settings/users/2")
    page.get_by_label(place.role).check()
    eyes.send()
    expect(page.locator("main").get_by_text(place.role).filter(visible=True).last).to_be_visible()

    _look_with_her_eyes(eyes, root, place)

    eyes.go(f"{root}/settings/audit")
    for told in place.log:
        expect(page.locator("main").get_by_text(told).first).to_be_visible()


def _look_with_her_eyes(eyes, root, place):
    page = eyes.page
    with page.expect_event("load"):
        page.locator("form[action$='/seeing-as'] button").first.click()
    eyes.look()
    expect(page.get_by_text(place.bar)).to_be_visible()
    eyes.go(f"{root}/contacts")
    expect(page.get_by_text(place.bar)).to_be_visible()
    eyes.awaited.add(403)
    eyes.go(f"{root}/me/profile")
    expect(page.get_by_text(place.only_looking)).to_be_visible()
    with page.expect_event("load"):
        page.locator(".seeing button").click()
    eyes.look()
    expect(page.get_by_text(place.bar)).to_have_count(0)


def _a_holiday_has_room_for_its_name(eyes: Eyes, root: str) -> None:
    eyes.go(f"{root}/settings/working-hours")
    room = eyes.page.locator("[name='holidays-0-name']").bounding_box()
    assert room
    assert room["width"] > 150
