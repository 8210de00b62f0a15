"""Tabs of a profile: a package plugs one in, it comes when it is asked for, and it fails alone."""

import html
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from crm.app import create_app
from crm.contacts.access import VIEW_CONTACTS
from crm.kernel.access import Doors
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.i18n import lazy
from crm.team.access import MANAGE_USERS
from crm.web.product import Tab
from tests.kit.cast import ALICE, MAX, NORTH, SEVER, Standing
from tests.kit.database import hang_up
from tests.kit.logs import LINES
from tests.kit.web import Visitor

OWN = f"/contacts/{int(Standing.OWN)}"


def broken(_contact, _by):
    db.session.execute(text("SELECT no_such_column FROM contact"))


def refused(_contact, _by):
    raise Conflict(lazy("This has been undone already."))


FILES = lazy("Files")
SAMPLES = (
    Tab("sample", FILES, VIEW_CONTACTS, lambda it, by: f"Hello {it.id}", badge=lambda it, by: 7, weight=90),
    Tab("many", FILES, VIEW_CONTACTS, lambda it, by: "", badge=lambda it, by: 100, weight=91),
    Tab("broken", FILES, Doors.SIGNED_IN, broken, badge=broken, weight=92),
    Tab("refused", FILES, Doors.SIGNED_IN, refused, weight=93),
    Tab("admins", FILES, MANAGE_USERS, lambda it, by: "Secret", weight=94),
    Tab("elsewhere", FILES, Doors.SIGNED_IN, lambda it, by: "", record="deal", weight=95),
)
PACKAGE: Any = SimpleNamespace(wire=lambda product: product.tab(*SAMPLES))


@pytest.fixture(scope="module")
def app_with_samples(instance_settings, app_of_process):
    app = create_app(instance_settings, extra=(PACKAGE,))
    yield app
    hang_up(app)


@pytest.fixture
def alice(app_with_samples, database):
    return visitor(app_with_samples, ALICE)


def visitor(app, person):
    client = Visitor.at(app, person.business.host)
    client.sign_in(person)
    client.allow_500 = True
    return client


@pytest.mark.promise("CON-14")
def test_a_package_adds_a_tab_and_nothing_else_changes(alice, client_of):
    before, after = client_of(ALICE).get(OWN).text, alice.get(OWN).text

    assert tabs_in(after)[: len(tabs_in(before))] == tabs_in(before)
    assert tabs_in(after)[len(tabs_in(before)) :] == ["sample", "many", "broken", "refused"]
    assert "Hello" not in after
    assert f'<section id="tab" data-tab="sample" aria-label="Files">Hello {int(Standing.OWN)}</section>' in (
        alice.get(f"{OWN}?tab=sample").text
    )


@pytest.mark.promise("CON-14")
def test_a_tab_is_fetched_as_a_part_of_the_page(alice):
    answer = alice.get(f"{OWN}/tabs/sample")

    assert answer.text.strip().startswith('<section id="tab" data-tab="sample"')
    assert "<html" not in answer.text


@pytest.mark.parametrize("key", ["admins", "elsewhere", "nothing", "%00"])
def test_a_tab_that_is_not_for_one_is_not_there(alice, key):
    assert alice.get(f"{OWN}/tabs/{key}").status_code == 404
    assert "Secret" not in alice.get(f"{OWN}?tab={key}").text


def test_an_admin_gets_the_tab_for_admins(app_with_samples, database):
    assert "Secret" in visitor(app_with_samples, MAX).get(f"{OWN}/tabs/admins").text


@pytest.mark.parametrize(
    ("person", "sentences"),
    [
        (ALICE, ("This part can't be shown now", "Try again", "Ivan Own")),
        (ALICE.at(SEVER), ("Эту часть сейчас не показать", "Повторить", "Own Ivan")),
    ],
    ids=str,
)
@pytest.mark.promise("CON-14")
def test_a_tab_that_raises_says_so_and_the_page_stands(app_with_samples, database, person, sentences):
    LINES.forget()

    answer = visitor(app_with_samples, person).get(f"{OWN}?tab=broken")

    text = html.unescape(answer.text)
    assert answer.status_code == 200
    for shown in (*sentences, 'href="?tab=broken"', 'data-tab="history"', f"ivan@{person.business.domain}"):
        assert shown in text
    assert len([line for line in LINES.lines if "tab failed" in line]) == 1


def test_a_tab_that_refuses_says_why_and_nothing_is_logged(alice):
    LINES.forget()

    answer = alice.get(f"{OWN}/tabs/refused")

    assert "This has been undone already." in answer.text
    assert not [line for line in LINES.lines if "tab failed" in line]


@pytest.mark.promise("CON-14")
def test_counts_come_after_the_page_and_one_that_fails_is_left_out(alice):
    page = alice.get(OWN).text

    assert f'data-counts="{OWN}/tabs.json"' in page
    counts = alice.get(f"{OWN}/tabs.json").json
    assert (counts["sample"], counts["many"]) == ("7", "99+")
    assert "broken" not in counts


def test_what_a_broken_tab_did_to_its_savepoint_does_not_reach_the_transaction(in_scope, app_with_samples):
    from crm.web import tabs

    with in_scope(NORTH, read_only=True), app_with_samples.test_request_context():
        tabs.counts(SAMPLES, SimpleNamespace(id=1), to=None)
        assert db.session.scalar(text("SELECT 1")) == 1


def tabs_in(page):
    return [piece.partition('"')[0] for piece in page.split('data-tab="')[1:] if "hx-get" in piece[:60]]
