"""The calendar in a real browser, in both languages: with a thumb, with mouse and keys (TSK-2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.looking import DESKTOP, PHONE, Eyes, Screen

pytestmark = [pytest.mark.browser, pytest.mark.promise("TSK-2")]
PASSWORD = "seven kettles hum before the rain"
THUMB = 40


@dataclass(frozen=True)
class Words:
    """What a language says."""

    slug: str
    line: str
    task: str
    done: str
    other_day: str
    undo: str


ENGLISH = Words(
    "diary", "Tomorrow at 15:30 call the printers", "call the printers", "Done", "Another day or time", "Undo"
)
RUSSIAN = Words(
    "plany", "Завтра в 15:30 позвонить в типографию", "позвонить в типографию", "Готово",
    "Другой день или время", "Отменить",
)  # fmt: skip
WORDS = {"en": ENGLISH, "ru": RUSSIAN}
languages = pytest.mark.parametrize("language", ["en", "ru"])


@pytest.fixture
def at_work(site, somebody) -> Callable[..., Eyes]:
    """Somebody who is signed in, and has typed one task for tomorrow."""

    def open_day(language: str, screen: Screen, theme: str, *, task: str) -> Eyes:
        words, slug = WORDS[language], f"{WORDS[language].slug}-{task}"
        email = f"owner@{slug}.example"
        site.open_workspace(slug, owner="Olga", email=email, password=PASSWORD, language=language)
        name = f"calendar-{task}-{language}-{theme}"
        eyes = somebody(name, language=language, screen=screen, theme=theme)
        eyes.go(f"{site.address_of(slug)}/sign-in")
        eyes.fill(email=email, password=PASSWORD)
        eyes.press()
        eyes.go(f"{site.address_of(slug)}/tasks?due=week")
        eyes.fill(text=words.line)
        expect(eyes.page.locator("#text-understood")).to_contain_text("15:30")
        eyes.send()
        expect(eyes.page.locator("main")).to_contain_text(words.task, ignore_case=True)
        return eyes

    return open_day


@languages
def test_on_a_phone_a_task_is_seen_moved_put_back_and_done_with_a_thumb(at_work, language):
    theme, words, day = "light" if language == "ru" else "dark", WORDS[language], _tomorrow()
    eyes = at_work(language, PHONE, theme, task="phone")

    _calendar(eyes, view="month", on=day)
    cell = eyes.page.locator(f"td:has([data-day='{day}'])")
    expect(cell.locator(".tally")).to_have_text("1")
    number = cell.locator(".day-head > a").first
    _assert_fits_a_thumb(number)
    with eyes.page.expect_event("load"):
        number.tap()
    eyes.look()
    expect(_entry(eyes, day, "15:00")).to_contain_text("15:30")

    _calendar(eyes, view="week", on=day)
    _drag_by_touch(eyes, _entry(eyes, day), eyes.page.locator(f"li:has([data-day='{_near(day)}']) .day-head"))
    expect(_entry(eyes, _near(day))).to_contain_text("15:30")
    _undo(eyes, words)
    expect(_entry(eyes, day)).to_contain_text("15:30")

    _calendar(eyes, view="day", on=day)
    _drag_by_touch(eyes, _entry(eyes, day), eyes.page.locator(f"[data-day='{day}'][data-hour='17:00']"))
    expect(_entry(eyes, day, "17:00")).to_contain_text("17:30")
    _undo(eyes, words)

    _choose(eyes, day, words.other_day)
    eyes.fill(on=str(_near(day)), at="09:15")
    eyes.send()
    _undo(eyes, words)
    expect(_entry(eyes, day)).to_contain_text("15:30")
    _choose(eyes, day, words.done)
    expect(_entry(eyes, day).locator(".done")).to_be_visible()
    eyes.look()


@languages
def test_a_swipe_over_tasks_scrolls_and_moves_none(at_work, language):
    eyes, day = at_work(language, PHONE, "light", task="swipe"), _tomorrow()
    _calendar(eyes, view="day", on=day)

    _swipe_up(eyes, _entry(eyes, day))

    expect(_entry(eyes, day, "15:00")).to_contain_text("15:30")
    assert eyes.page.evaluate(
        "[...document.querySelectorAll('*')].some(one => one.scrollTop > 20) || scrollY > 20"
    )


@languages
def test_on_a_desk_a_task_goes_to_another_hour_by_mouse_and_by_keys(at_work, language):
    theme, words, day = "light" if language == "en" else "dark", WORDS[language], _tomorrow()
    eyes = at_work(language, DESKTOP, theme, task="desk")

    for view in ("month", "week", "day"):
        _calendar(eyes, view=view, on=day)
        expect(_entry(eyes, day)).to_contain_text("15:30")

    _calendar(eyes, view="week", on=day)
    with eyes.page.expect_event("load"):
        _entry(eyes, day).drag_to(eyes.page.locator(f"[data-day='{_near(day)}'][data-hour='10:00']"))
    expect(_entry(eyes, _near(day), "10:00")).to_contain_text("10:30")
    _undo(eyes, words)

    _press(eyes, _entry(eyes, day, "15:00"), "Shift+ArrowDown")
    _press(eyes, _entry(eyes, day, "16:00"), "Shift+ArrowRight" if _near(day) > day else "Shift+ArrowLeft")
    expect(_entry(eyes, _near(day), "16:00").locator(".entry")).to_be_focused()
    with eyes.page.expect_event("load"):
        _entry(eyes, _near(day)).drag_to(eyes.page.locator(f"[data-day='{_near(day)}'][data-hour='']"))
    expect(_entry(eyes, _near(day), "").locator("time")).to_have_count(0)
    _undo(eyes, words)
    expect(_entry(eyes, _near(day), "16:00")).to_contain_text("16:30")

    _calendar(eyes, view="month", on=day)
    _press(eyes, _entry(eyes, _near(day)), "Shift+ArrowDown")
    _calendar(eyes, view="day", on=_near(day) + timedelta(days=7))
    expect(_entry(eyes, _near(day) + timedelta(days=7), "16:00")).to_contain_text("16:30")


def _tomorrow() -> date:
    return datetime.now(ZoneInfo("Europe/Moscow")).date() + timedelta(days=1)


def _near(day: date) -> date:
    """A day beside it in the same week and month."""
    after = day + timedelta(days=1)
    return after if day.isoweekday() < 7 and after.month == day.month else day - timedelta(days=1)


def _calendar(eyes: Eyes, *, view: str, on: date) -> None:
    base = eyes.page.url.partition("/tasks")[0].partition("/calendar")[0]
    eyes.go(f"{base}/calendar?view={view}&on={on}")


def _entry(eyes: Eyes, day: date, hour: str | None = None) -> Locator:
    at = "" if hour is None else f"[data-hour='{hour}']"
    return eyes.page.locator(f"[data-day='{day}']{at} > li").first


def _undo(eyes: Eyes, words: Words) -> None:
    with eyes.page.expect_event("load"):
        eyes.page.locator(".toast").get_by_role("button", name=words.undo).click()


def _choose(eyes: Eyes, day: date, label: str) -> None:
    """An item of an entry's menu."""
    button = _entry(eyes, day).locator("[data-menu]")
    _assert_fits_a_thumb(button)
    button.tap()
    item = eyes.page.locator(".menu:popover-open .menu-item", has_text=label)
    _assert_fits_a_thumb(item)
    eyes.look()
    with eyes.page.expect_event("load"):
        item.tap()
    eyes.look()


def _press(eyes: Eyes, entry: Locator, keys: str) -> None:
    entry.locator(".entry").focus()
    with eyes.page.expect_event("load"):
        eyes.page.keyboard.press(keys)


def _assert_fits_a_thumb(target: Locator) -> None:
    box = target.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= THUMB, box


def _drag_by_touch(eyes: Eyes, entry: Locator, to: Locator) -> None:
    """A finger that rests on the entry, then goes there and is lifted: real touch events of the browser."""
    entry.scroll_into_view_if_needed()
    to.scroll_into_view_if_needed()
    start, end = _middle(entry.locator(".entry")), _middle(to)
    with eyes.page.expect_event("load"):
        _touch(eyes, start, end, rests=400)
    eyes.look()


def _swipe_up(eyes: Eyes, entry: Locator) -> None:
    """A finger that moves at once."""
    x, y = _middle(entry.locator(".entry"))
    _touch(eyes, (x, y), (x, y - 250), rests=0)
    eyes.page.wait_for_timeout(300)


def _touch(eyes: Eyes, start: tuple[float, float], end: tuple[float, float], *, rests: int) -> None:
    steps = 12
    finger = eyes.page.context.new_cdp_session(eyes.page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [_point(*start)]})
    eyes.page.wait_for_timeout(rests)
    for step in range(1, steps + 1):
        x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [_point(x, y)]})
        eyes.page.wait_for_timeout(30)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _point(x: float, y: float) -> dict[str, float]:
    return {"x": x, "y": y}


def _middle(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box is not None
    return box["x"] + min(60, box["width"] / 2), box["y"] + box["height"] / 2
