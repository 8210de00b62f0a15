"""A file in windows-1251 out of Excel: from upload to finished import in five clicks, in both languages."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.looking import PHONE
from tests.browser.test_contacts import NORTH as CORNER
from tests.browser.test_contacts import PASSWORD, Desk, Place, at_work
from tests.browser.test_contacts import SEVER as LAVKA

pytestmark = pytest.mark.browser
SEVER, NORTH = replace(LAVKA, slug="vvoz"), replace(CORNER, slug="intake")
LONG_MS = 60_000
CHECK = re.compile("Check the file|Проверить файл")
PLACE = re.compile("Contacts|Контакты")
WORKS = """<div class="progress" data-poll="/how-far" data-every="1"><p id="how-far">Half</p>
  <form class="act"><button type="button" class="btn ghost s" id="stop">Stop</button></form></div>"""
DONE = "<div><span>New contacts</span><b>2</b></div>"
BEGIN = """html => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", html);
  main.dispatchEvent(new CustomEvent("htmx:after:process", { bubbles: true }));
}"""
FILE = """ФИО;Телефон;E-mail;Организация;Должность;Дата рождения
Яхонтов Пётр Ильич;8 (916) 123-45-67;yahontov@new.example;ООО «Ромашка»;директор;01.02.1980
Анна Ягодина;+7 495 123-45-67;yagodina@new.example;ООО «Ромашка»;бухгалтер;
Ямпольский Олег;;broken;;;
"""


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


@pytest.mark.promise("IMP-1", "IMP-2", "IMP-4", "IMP-5")
def test_five_clicks_from_the_upload_to_the_finished_import(desk: Desk, tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_bytes(FILE.replace("\n", "\r\n").encode("windows-1251"))
    page = desk.eyes.page
    desk.go("/imports")
    desk.eyes.look()

    page.set_input_files("main [name='file']", file)  # the first click opens it, the second chooses
    desk.eyes.press()
    expect(page.locator("main")).to_contain_text("Яхонтов Пётр Ильич")
    desk.eyes.look()
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("main .tiles")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("navigation").locator("[aria-current=page]").first).to_have_text(PLACE)
    desk.eyes.look()
    desk.eyes.press()
    expect(page.locator("main .note")).to_be_visible(timeout=LONG_MS)
    desk.eyes.look()

    expect(page.locator("main")).to_contain_text("Ягодина")
    expect(page.locator("main")).to_contain_text("Ямпольский")
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    desk.eyes.look()
    desk.eyes.assert_at_ease()


@pytest.mark.promise("IMP-2")
def test_names_that_are_not_known_follow_the_meaning_of_a_column_at_once(desk: Desk, tmp_path):
    file = tmp_path / "groups.csv"
    file.write_text("Фамилия;Имя;Кружок;Организация\nЗимин;Олег;Шахматы;Василёк\nЗотов;Иван;Шахматы;\n")
    page = desk.eyes.page
    desk.go("/imports")
    page.set_input_files("main [name='file']", file)
    desk.eyes.press()
    names = page.locator("#names")
    chosen, ticked = page.locator("[id='f-targets-0']"), page.locator("[name='overwrites-0']")
    assert chosen.bounding_box()["width"] > 280, "the longest meaning is not cut off"
    page.locator("[name='on_match'][value='overwrite']").check()
    room = ticked.bounding_box()["y"] - chosen.bounding_box()["y"] - chosen.bounding_box()["height"]
    assert room >= 4, "the box stands apart"
    page.locator("[name='on_match'][value='skip']").check()
    expect(names).not_to_contain_text("Шахматы")

    page.locator("[id='f-targets-2']").select_option("tags")
    expect(names).to_contain_text("Шахматы")
    page.locator("[name='companies']").select_option("ask")
    expect(names).to_contain_text("Василёк")
    expect(page.locator("[id='f-targets-2']")).to_have_value("tags")
    desk.eyes.look()
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    desk.eyes.look()
    names.locator("select").nth(0).select_option("create")
    names.locator("select").nth(1).select_option("create")
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("main .tiles")).to_be_visible(timeout=LONG_MS)
    desk.eyes.press()
    expect(page.locator("main .note")).to_be_visible(timeout=LONG_MS)

    desk.go("/contacts?q=Зимин")
    expect(page.locator("main")).to_contain_text("Василёк")
    desk.eyes.assert_at_ease()


@pytest.mark.promise("IMP-3")
def test_rows_are_decided_in_place_one_after_the_other_by_keyboard(desk: Desk, tmp_path):
    file, again = tmp_path / "first.csv", tmp_path / "again.csv"
    names = [f"Решин{number}" for number in range(4)]
    file.write_text(
        "Фамилия;Имя;E-mail\n" + "".join(f"{n};Олег;r{i}@new.example\n" for i, n in enumerate(names))
    )
    again.write_text(file.read_text().replace("Олег", "Иван"))
    page = desk.eyes.page
    for each in (file, again):
        desk.go("/imports")
        page.set_input_files("main [name='file']", each)
        desk.eyes.press()
        page.locator("[name='on_match'][value='ask']").evaluate("one => one.click()")
        page.get_by_role("button", name=CHECK).click()
        expect(page.locator("main .tiles")).to_be_visible(timeout=LONG_MS)
        if each == file:
            desk.eyes.press()
            expect(page.locator("main .note")).to_be_visible(timeout=LONG_MS)
    rows = page.locator("main form:has([name='lines[]'])")
    expect(rows).to_have_count(20)
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    skip = page.locator("main form:has([name='lines[]'][value='3']) button").first
    skip.focus()
    before = page.evaluate("[...document.querySelectorAll('*')].reduce((sum, one) => sum + one.scrollTop, 0)")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(15)

    assert page.evaluate("document.activeElement.form.elements['lines[]'].value") == "4"
    after = page.evaluate("[...document.querySelectorAll('*')].reduce((sum, one) => sum + one.scrollTop, 0)")
    assert before > 0
    assert after > 0, "it stays where it was"
    expect(page.locator("#toasts .toast")).to_have_count(1)
    desk.eyes.look()
    for left in (10, 5, 0):
        page.keyboard.press("Enter")
        expect(rows).to_have_count(left)
    assert page.evaluate("document.activeElement.matches('main .note')")
    page.locator("#toasts .undo").click()
    expect(rows).to_have_count(5)
    desk.eyes.assert_at_ease()


@pytest.mark.promise("IMP-5")
def test_what_came_of_long_work_is_read_out_and_focus_is_where_one_goes_on(desk: Desk):
    page, answers = desk.eyes.page, [WORKS, DONE]
    page.route("**/how-far", lambda route: route.fulfill(body=answers.pop(0), content_type="text/html"))
    desk.go("/imports")

    page.evaluate(BEGIN, WORKS)
    told, stop = page.locator("#how-far").bounding_box(), page.locator("#stop").bounding_box()
    assert abs(stop["x"] - told["x"]) < 10, "the button stands under the text"
    page.locator("#stop").focus()
    page.locator("#stop").evaluate("stop => stop.dataset.old = ''")
    expect(page.locator("#stop:not([data-old])")).to_be_focused()
    expect(page.locator("[role=status]", has_text="New contacts 2")).to_be_attached()

    expect(page.locator("#main")).to_be_focused()
