"""Tags, cards and personal data in a real browser: in Russian on a phone, in English on a desktop.

A tag is chosen and another made in place; cards come in and go out; what is held of a person is handed
out and then erased for good.
"""

import json
import re
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESKTOP, PHONE
from tests.browser.test_contacts import Desk, Place, at_work
from tests.kit.builders import picture

pytestmark = pytest.mark.browser

PASSWORD = "nine lanterns drift past the pier"
SEVER = Place("yarmarka", "ru", PHONE, "dark", "Отменить", "Восстановить", "Что оставить?")
NORTH = Place("market", "en", DESKTOP, "light", "Undo", "Restore", "Which holds?")
WORDS = {
    "ru": {
        "name": "Юдина Вера", "imported": "Импорт закончен", "wrong": "Название не совпадает.",
        "no_way_back": "Пути назад нет", "erased": "Персональные данные стёрты", "ready": "Архив готов",
    },
    "en": {
        "name": "Вера Юдина", "imported": "The import is done", "wrong": "This is not its name.",
        "no_way_back": "There is no way back", "erased": "The personal data are erased",
        "ready": "The archive is ready",
    },
}  # fmt: skip
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Юдина;Вера\r\nEMAIL:vera@yudina.example\r\n"
    f"PHOTO;ENCODING=b;TYPE=JPEG:{b64encode(picture('JPEG')).decode()}\r\nEND:VCARD\r\n"
)


@pytest.fixture(scope="module")
def open_places(site) -> None:
    for place in (SEVER, NORTH):
        names = {"owner": "Olga Orlova", "email": place.email, "password": PASSWORD}
        site.open_workspace(place.slug, language=place.language, **names)


@pytest.fixture(params=[SEVER, NORTH], ids=lambda place: place.language)
def desk(request: pytest.FixtureRequest, open_places, site, somebody) -> Desk:
    return at_work(request.param, site, somebody)


@pytest.mark.promise("CON-5")
def test_a_tag_is_chosen_another_made_in_place_and_the_cloud_leads_to_the_list(desk: Desk):
    page, words = desk.eyes.page, WORDS[desk.place.language]
    first = desk.new_person("Мила", "Зорина")
    _write_tags(desk, first, "Опт")
    second = desk.new_person("Вера", "Юдина")

    desk.go(f"{second}/tags")
    box = page.locator("main .tokens [role=combobox]")
    box.fill("оп")
    page.get_by_role("option", name="Опт").click()
    box.fill("Срочно")
    box.press("Enter")
    expect(page.locator("main .token")).to_have_count(2)
    desk.eyes.look()
    desk.eyes.send()
    desk.sees("Срочно")

    desk.go("/contacts/tags")
    expect(page.locator("main .cloud a", has_text="Опт")).to_contain_text("2")
    with page.expect_event("load"):
        page.locator("main .cloud a", has_text="Срочно").click()
    desk.eyes.look()
    desk.sees(words["name"])
    expect(page.locator("main").get_by_text("Зорина")).to_have_count(0)


@pytest.mark.promise("CON-23")
def test_a_card_with_a_photo_comes_in_after_a_look_and_goes_out_again(desk: Desk, tmp_path: Path):
    page, words = desk.eyes.page, WORDS[desk.place.language]
    file = tmp_path / "cards.vcf"
    file.write_text(CARD.replace("Вера", "Ася"), newline="")
    name = words["name"].replace("Вера", "Ася")
    desk.go("/contacts/vcards/new")
    page.locator("main input[type=file]").set_input_files(file)
    desk.eyes.send()
    desk.sees(name)
    expect(page.locator("main input[name=card]")).to_be_checked()
    desk.go("/contacts?q=Ася")
    expect(page.locator("main").get_by_text(name)).to_have_count(0)
    page.go_back()

    desk.eyes.send()
    desk.sees(words["imported"])
    desk.go("/contacts?q=Ася")
    desk.go(str(page.locator("main a[href^='/contacts/']", has_text=name).first.get_attribute("href")))
    expect(page.locator("main img").first).to_be_visible()
    with page.expect_download() as download:
        page.locator(f"a[href='{desk.path}/vcard']").first.evaluate("link => link.click()")
    card = download.value.path().read_text()

    assert "N:Юдина;Ася" in card
    assert "vera@yudina.example" in card
    assert re.search(r"^PHOTO", card, re.MULTILINE)


@pytest.mark.promise("CON-22")
def test_what_is_held_of_a_person_is_handed_out_and_then_erased_by_their_typed_name(desk: Desk):
    page, words = desk.eyes.page, WORDS[desk.place.language]
    path = desk.new_person("Глеб", "Чудов")
    name = str(page.locator("main h1").text_content()).strip()
    with page.expect_event("load"):
        page.locator(f"form[action='{path}/subject-export']").evaluate("form => form.requestSubmit()")
    desk.sees(words["ready"])
    desk.eyes.look()
    with page.expect_download() as download:
        page.locator("main a[href$='/archive']").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        [kept] = json.loads(archive.read("data/contact.json"))
    assert kept["last_name"] == "Чудов"

    desk.go(f"{path}/erasure")
    desk.sees(words["no_way_back"])
    desk.eyes.awaited.add(422)
    desk.eyes.fill(name="Глеб")
    desk.eyes.send()
    desk.sees(words["wrong"])
    desk.eyes.fill(name=name)
    desk.eyes.send()
    desk.sees(words["erased"])

    desk.eyes.awaited.add(404)
    page.goto(desk.root + path)
    expect(page.locator("main").get_by_text("Чудов")).to_have_count(0)


def _write_tags(desk: Desk, path: str, *tags: str) -> None:
    desk.go(f"{path}/tags")
    for tag in tags:
        desk.eyes.page.locator("main .tokens [role=combobox]").fill(f"{tag},")
    desk.eyes.send()
