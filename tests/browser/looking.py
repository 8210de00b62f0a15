"""A page, and what is watched while somebody uses it: console, policy, accessibility; pictures if asked."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ConsoleMessage, Locator, Page, Response

from tests.kit.promises import heard


@dataclass(frozen=True, slots=True)
class Screen:
    """The size of a screen, in CSS pixels."""

    name: str
    width: int
    height: int
    touch: bool = False


AXE: Final = Axe()
SETTLED: Final = """() => Promise.all(document.getAnimations()
  .filter(one => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity)
  .map(one => one.finished.catch(() => null))).then(() => null)"""
"""What still fades in has less contrast than it will have: everything that ends has ended."""
DESKTOP: Final = Screen("desktop", 1440, 900)
PHONE: Final = Screen("phone", 390, 844, touch=True)


@dataclass
class Eyes:
    """Somebody's page. What went wrong on it is kept until ``assert_at_ease``.

    ``awaited`` are the refusals (such as 404) that belong to what they do.
    """

    page: Page
    name: str
    pictures: Path | None = None
    complaints: list[str] = field(default_factory=list)
    awaited: set[int] = field(default_factory=set)
    _number: int = 0

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._notice)

    def go(self, url: str) -> None:
        """Open an address and look at the page."""
        self.page.goto(url)
        self.look()

    def fill(self, **values: str) -> None:
        """Type into the fields of the page's main form, by their names."""
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']").first.fill(value)

    def send(self) -> None:
        """Press the main form's first button, wait for the next page and look at it."""
        self.press()
        self.look()

    def press(self) -> None:
        """Press the main form's first button and wait for the next page, which may go on by itself."""
        with self.page.expect_event("load"):
            self.main_button().click()

    def main_button(self) -> Locator:
        """The button that sends the page's main form."""
        buttons = (
            f"main form[method='post'] button{kind}:visible" for kind in ("[type='submit']", ":not([type])")
        )
        return self.page.locator(", ".join(buttons)).first

    def look(self) -> None:
        """Let axe look the page over, check that nothing sticks out, and take a picture if wanted."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(SETTLED)
        heard("page", str(self.page.locator("html").get_attribute("lang")))
        for violation in AXE.run(self.page).response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            self.complaints.append(f"{self.page.url}: {violation['id']} ({violation['help']}): {nodes}")
        if self._sticks_out():
            self.complaints.append(f"{self.page.url}: wider than the screen")
        if self.pictures is not None:
            self._number += 1
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.pictures / f"{self.name}-{self._number:02}.png", full_page=True)

    def assert_at_ease(self) -> None:
        """Fail with everything that went wrong."""
        assert not self.complaints, "\n".join(self.complaints)

    def _hear(self, message: ConsoleMessage) -> None:
        if any(f"status of {status} " in message.text for status in self.awaited):
            return
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: console: {message.text}")

    def _notice(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} at {response.url}")

    def _sticks_out(self) -> bool:
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        return bool(self.page.evaluate(wider))
