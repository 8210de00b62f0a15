"""Fixtures of the browser tests: the site, the browser, and a pair of eyes on every page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bootstrap.chromium import find_chromium
from tests.browser.looking import Eyes, Screen
from tests.browser.site import Site, running_site

RULES = "MAP *.localhost 127.0.0.1"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How Chromium is started; without one the browser tests are skipped, and counted as such."""
    program = find_chromium()
    if program is None:
        pytest.skip("there is no Chromium here: set CHROMIUM to one")
    arguments = ["--no-sandbox", f"--host-resolver-rules={RULES}"]
    return {"executable_path": str(program), "args": arguments}


@pytest.fixture(scope="session")
def site(
    database_url: str, redis_url: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A whole running instance of this test process."""
    name = f"test_{os.environ['TEST_RUN']}_browser_{worker_id}"
    other_redis = f"{redis_url[: -len(redis_url.rpartition('db=')[2])]}{_number(redis_url) + 8}"
    with running_site(name, redis_url=other_redis, folder=tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def somebody(browser: Browser, pytestconfig: pytest.Config) -> Iterator[Callable[..., Eyes]]:
    """Somebody with a browser of their own: ``somebody("anna", language="ru", screen=PHONE)``."""
    folder = pytestconfig.getoption("--screens")
    opened: list[Eyes] = []

    def open_browser(name: str, *, language: str, screen: Screen, theme: str = "light") -> Eyes:
        context = browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            has_touch=screen.touch,
            is_mobile=screen.touch,
            locale={"ru": "ru-RU", "en": "en-US"}[language],
            color_scheme=theme,  # type: ignore[arg-type]
        )
        eyes = Eyes(
            context.new_page(), name=f"{name}-{screen.name}", pictures=Path(folder) if folder else None
        )
        opened.append(eyes)
        return eyes

    yield open_browser
    for eyes in opened:
        eyes.assert_at_ease()
        eyes.page.context.close()


def _number(redis_url: str) -> int:
    return int(redis_url.rpartition("db=")[2])
