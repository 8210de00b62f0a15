"""Whole pages under gunicorn, as a browser gets them, beside the bare view B in the same minutes."""

import http.client
import re
import statistics
import time
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

T = TypeVar("T")
PAIRS: Final = 31
CLIENTS: Final = 8
SECONDS: Final = 6.0


class Browser:
    """One connection that is kept open, with its cookies."""

    def __init__(self, port: int, host: str = "localhost") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Host": f"{host}:{port}", "Accept": "text/html", "Accept-Encoding": "identity"}
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> bytes:
        """The page.

        Raises:
            RuntimeError: it is none.
        """
        return self._sent("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> bytes:
        """Post a form; what comes back, redirects not followed."""
        return self._sent("POST", path, urllib.parse.urlencode(form))

    def sign_in(self, email: str, password: str) -> None:
        """Become this person."""
        fields = self.hidden("/sign-in")
        self.post("/sign-in", {**fields, "email": email, "password": password})

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields that the page's form carries against forgery and doubles."""
        page = self.get(path).decode()
        return dict(re.findall(r'name="(csrf_token|form_id)" value="([^"]*)"', page))

    def twin(self) -> "Browser":
        """The same person on another connection."""
        other = object.__new__(Browser)
        other._connection = http.client.HTTPConnection("127.0.0.1", self._connection.port, timeout=60)
        other._headers, other._cookies = self._headers, self._cookies
        return other

    def _sent(self, method: str, path: str, body: str | None) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {**self._headers, "Cookie": cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, urllib.parse.quote(path, safe="/?&=%:,"), body, headers)
        answer = self._connection.getresponse()
        got = answer.read()
        for kept in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = kept.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status >= 400:
            raise RuntimeError(f"{answer.status} at {path}: {got[-300:]!r}")
        return got


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a page takes (median milliseconds, one after another), how large it is, and beside B."""

    milliseconds: float
    bytes: int
    ratio: float


def pace(act: Callable[[T], bytes], bare: Callable[[], bytes], *, first: Callable[[], T]) -> Pace:
    """The page and B in turns, warm; the ratio is the median of the pairs' ratios.

    ``act`` is given what ``first`` makes ready, which is not timed.
    """
    for _time in range(5):
        act(first()), bare()
    took = [(_took(partial(act, first())), _took(bare)) for _pair in range(PAIRS)]
    ratio = statistics.median(page / view for page, view in took)
    return Pace(1000 * statistics.median(page for page, _view in took), len(act(first())), ratio)


def rate(browsers: list[Browser], path: str) -> float:
    """Pages a second for as many clients at once as there are browsers."""
    until = time.monotonic() + SECONDS

    def go_on(browser: Browser) -> int:
        number = 0
        while time.monotonic() < until:
            browser.get(path)
            number += 1
        return number

    with ThreadPoolExecutor(len(browsers)) as clients:
        return sum(clients.map(go_on, browsers)) / SECONDS


def _took(act: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
