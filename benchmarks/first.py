"""L8: how soon a page is usable in a browser that has nothing of ours yet, and what it loads for that.

Usable means: the document and all that it names are loaded, our scripts have run, and what a person would
act on first is on the screen. Each look is a browser context of its own, so nothing is cached.
"""

import argparse
import statistics
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.installation import Installation
from bootstrap.chromium import find_chromium

PROMISED_SECONDS: Final = 1.0
PROMISED_KB: Final = 120
SLUG: Final = "bench-mark"
EMAIL: Final = f"olga@{SLUG}.example"
PASSWORD: Final = "correct horse battery staple"  # noqa: S105 (of a throw-away installation)
CONTACTS: Final = 60
PAGES: Final = (
    ("sign-in", "/sign-in", "main [name=email]", False),
    ("list of contacts", "/contacts", "main table", True),
    ("a contact", "/contacts/1", "main h2", True),
)
"""What it is called, its path, what is acted on first, and whether somebody is signed in."""
SCREENS: Final = {"1440×900": (1440, 900), "390×844": (390, 844)}
ENTRIES: Final = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const own = performance.getEntriesByType("resource").filter((one) => /\\.(js|css)$/.test(one.name));
  return { loaded: page.loadEventEnd, bytes: own.reduce((sum, one) => sum + one.encodedBodySize, 0) };
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds until the page was usable, and kilobytes of scripts and styles as they came over the wire."""

    seconds: float
    kilobytes: float


def main(arguments: list[str]) -> int:
    """Open each page so many times and print the medians; status 1 if one is late or too heavy."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks first")
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args(arguments)
    failed = 0
    with Installation() as installation, _browser() as browser:
        base = _workspace(installation)
        state = _signed_in(browser, base)
        for name, path, first, signed_in in PAGES:
            for screen, (width, height) in SCREENS.items():
                of_person: Any = {"storage_state": state if signed_in else None}
                looks = []
                for _time in range(options.times):
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, locale="ru-RU", **of_person
                    )
                    looks.append(_look(context, f"{base}{path}", first))
                failed += _told(f"{name}, {screen}", looks)
    return 1 if failed else 0


def _look(context: BrowserContext, address: str, first: str) -> Look:
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="load")
    page.locator(first).first.wait_for(state="visible")
    page.wait_for_function("document.readyState === 'complete'")
    seconds = time.perf_counter() - began
    entries = page.evaluate(ENTRIES)
    context.close()
    return Look(seconds, entries["bytes"] / 1000)


def _told(name: str, looks: list[Look]) -> bool:
    seconds = statistics.median(look.seconds for look in looks)
    slowest = max(look.seconds for look in looks)
    kilobytes = max(look.kilobytes for look in looks)
    late = seconds > PROMISED_SECONDS or not 0 < kilobytes <= PROMISED_KB
    print(
        f"{'FAILS' if late else 'holds':6} L8 {name:28} usable after {seconds:.2f} s (slowest {slowest:.2f};"
        f" ≤ {PROMISED_SECONDS:.0f} s), scripts and styles {kilobytes:.1f} kB (≤ {PROMISED_KB})",
        flush=True,
    )
    return late


def _workspace(installation: Installation) -> str:
    """Make a workspace with some contacts, and serve it; its address."""
    installation.crm("setup")
    names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
    installation.crm("tenants", "create", SLUG, *names, "--password", PASSWORD, "--locale", "ru")
    token = installation.crm("tokens", "create", "--tenant", SLUG, "--user", EMAIL).strip()
    installation.serve(workers=False)
    for number in range(CONTACTS):
        body = f'{{"kind": "person", "first_name": "Ольга", "last_name": "Иванова {number}"}}'
        headers = {
            "Host": f"{SLUG}.localhost:{installation.port}",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        address = f"http://127.0.0.1:{installation.port}/api/v1/contacts"
        request = urllib.request.Request(address, data=body.encode(), headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 (our own address)
            answer.read()
    return f"http://{SLUG}.localhost:{installation.port}"


@contextmanager
def _browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        raise SystemExit("there is no Chromium here: set CHROMIUM to one")
    options = ["--no-sandbox", "--host-resolver-rules=MAP *.localhost 127.0.0.1"]
    with sync_playwright() as tools:
        yield tools.chromium.launch(executable_path=str(program), args=options)


def _signed_in(browser: Browser, base: str) -> Any:
    """The cookies of the owner."""
    context = browser.new_context()
    page: Page = context.new_page()
    page.goto(f"{base}/sign-in")
    page.fill("main [name=email]", EMAIL)
    page.fill("main [name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main form[method=post] button:not([type=button]):visible").first.click()
    state = context.storage_state()
    context.close()
    return state
