"""Files of contacts, on their way through the pages."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.db import db
from tests.kit.cast import MAX, NORTH, Business

HEADINGS = "Фамилия;Имя;Отчество;E-mail;Телефон;Организация;Должность"


class Journey:
    """One file of one person, step by step."""

    def __init__(self, client: Any, run_jobs: Callable[[], list[str]]) -> None:
        self.client, self.run_jobs, self.place = client, run_jobs, ""

    def upload(self, content: str | bytes, name: str = "contacts.csv", encoding: str = "utf-8") -> str:
        """Send the file; returns the page of its columns."""
        octets = content if isinstance(content, bytes) else content.encode(encoding)
        answer = self.client.post("/imports", data={"file": (BytesIO(octets), name)})
        assert answer.status_code == 303, answer.text
        self.place = answer.headers["Location"]
        return self.page()

    def page(self, path: str = "") -> str:
        """The page of the import, as it reads now."""
        answer = self.client.get(self.place + path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def chosen(self) -> dict[str, Any]:
        """What the form would post if nothing was changed."""
        page = self.client.get(f"{self.place}?mapping=").text  # as it stands: a value may be a quotation mark
        form: dict[str, list[str]] = {}
        for select_ in re.findall(r"<select .*?</select>", page, re.DOTALL):
            name = re.search(r'name="([^"]+)"', select_)[1]
            value = re.search(r'<option value="([^"]*)" selected', select_)
            first = re.search(r'<option value="([^"]*)"', select_)
            form.setdefault(name, []).append(unescape((value or first)[1]))
        ticked = r'<input type="(?:checkbox|radio)"(?: id="[^"]+")? name="([^"]+)"\s*value="([^"]+)" checked'
        boxes = re.findall(ticked, page)
        boxes += re.findall(r'name="(place-[^"]+)" value="([^"]+)"', page)
        boxes += re.findall(r'name="(lists-\d+-(?:target|name))" value="([^"]*)"', page)
        for name, value in boxes:
            form.setdefault(name, []).append(unescape(value))
        return {
            name: values if name.endswith("[]") or name == "show" else values[0]
            for name, values in form.items()
        }

    def check(self, **changes: Any) -> str:
        """Post the form as it stands, but for these changes, and run the dry run; returns its page."""
        form = self.chosen() | {name.replace("__", "[]"): value for name, value in changes.items()}
        answer = self.client.post(f"{self.place}/check", data=form)
        assert answer.status_code == 303, answer.text
        self.run_jobs()
        return self.page()

    def run(self) -> str:
        """Import, and run all that follows; returns the report."""
        answer = self.client.post(f"{self.place}/run")
        assert answer.status_code == 303, answer.text
        self.run_jobs()
        return self.page()


@pytest.fixture
def journey(client_of: Any, run_jobs: Callable[[], list[str]]) -> Callable[..., Journey]:
    """A person on the way through an import: Max, an admin, unless told otherwise."""
    return lambda person=MAX: Journey(client_of(person), run_jobs)


@pytest.fixture
def contact_called(in_scope: Any) -> Callable[..., Contact | None]:
    """The contact of this last or company name, whole; None if there is none outside the bin."""

    def found(name: str, at: Business = NORTH) -> Contact | None:
        with in_scope(at, read_only=True):
            named = (Contact.last_name == name) | (Contact.name == name)
            one = select(Contact).where(named, Contact.deleted_at.is_(None)).options(*WHOLE)
            return db.session.scalar(one)

    return found
