"""Pages and API as the cast meets them: Flask's test client with our cookies and tokens."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder, TestResponse

from crm.web.csrf import FIELD
from crm.web.planes import Artel
from tests.kit.cast import Business, Person
from tests.kit.logs import LINES

NOBODYS: Final = "0" * 64
UNSAFE: Final = ("POST", "PUT", "PATCH", "DELETE")


class Visitor(FlaskClient):
    """Somebody at one host. Posts carry a valid CSRF token; a 500 fails the test with its traceback.

    So does a tab that fails alone; ``allow_500`` is for the tests of failing itself. ``csrf=False`` sends a
    post as a stranger's page would.
    """

    host: str
    allow_500 = False
    headers: dict[str, str]

    @classmethod
    def at(cls, app: Artel, host: str) -> "Visitor":
        """A visitor with an empty cookie jar."""
        visitor = cls(app, app.response_class, use_cookies=True)
        visitor.host, visitor.headers = host, {}
        return visitor

    def sign_in(self, person: Person) -> None:
        """Carry the cookie of the session that stands open for this person."""
        token = person.session_token
        self.set_cookie("sid", f"{person.business.id}.{token}", domain=self.host)

    def csrf_token(self) -> str:
        """A token that a form of this visitor's would carry."""
        serializer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return str(serializer.dumps(self._raw()))

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request to this visitor's host."""
        if not (args and isinstance(args[0], EnvironBuilder)):
            kwargs.setdefault("base_url", f"http://{self.host}")
            kwargs["headers"] = {**self.headers, **(kwargs.get("headers") or {})}
            if csrf and kwargs.get("method") in UNSAFE and "Authorization" not in self.headers:
                kwargs["headers"].setdefault("X-CSRFToken", self.csrf_token())
        response = super().open(*args, **kwargs)
        response.request.environ["wsgi.input"].close()  # a large upload lies in a file
        if response.status_code == 500 and not self.allow_500:
            raise AssertionError(f"500 at {response.request.path}\n{LINES.told()}")
        if any("tab failed" in line for line in LINES.lines) and not self.allow_500:
            raise AssertionError(f"a tab of {response.request.path} failed\n{LINES.told()}")
        return response

    def _raw(self) -> str:
        """What the server binds forms to: the sign-in cookie's session, else the visitor's own cookie."""
        cookie = self.get_cookie("sid", domain=self.host)
        if cookie is not None:
            token = cookie.value.partition(".")[2]
            return hmac.digest(token.encode(), b"csrf", hashlib.sha256).hex()
        with self.session_transaction(base_url=f"http://{self.host}") as session:
            session[FIELD] = NOBODYS
        return NOBODYS


@pytest.fixture
def anonymous(app: Artel) -> Callable[[Business | str], Visitor]:
    """Somebody unknown at a workspace, or at any host."""

    def visitor(host: Business | str) -> Visitor:
        return Visitor.at(app, host.host if isinstance(host, Business) else host)

    return visitor


@pytest.fixture
def client_of(app: Artel) -> Callable[[Person], Visitor]:
    """A person of the cast, signed in at their workspace."""

    def visitor(person: Person) -> Visitor:
        client = Visitor.at(app, person.business.host)
        client.sign_in(person)
        return client

    return visitor


@pytest.fixture
def api_of(app: Artel) -> Callable[[Person], Visitor]:
    """A person's API client, with a token of all scopes. Send ``json=``; paths are whole: ``/api/v1/me``."""

    def visitor(person: Person) -> Visitor:
        client = Visitor.at(app, person.business.host)
        client.headers = {"Authorization": f"Bearer {person.api_token}"}
        return client

    return visitor
