"""The workspace's settings (TEN-4)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.kit.cast import ALICE, MAX, NORTH, OLGA, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
SETTINGS = {
    "name": "Northern Light", "locale": "ru", "time_zone": "Asia/Omsk", "currency": "EUR",
    "first_weekday": "7", "default_sharing": "read", "both_names": "1", "version": "1",
}  # fmt: skip


@pytest.mark.promise("TEN-4")
def test_an_admin_changes_the_settings_and_the_directory_follows(
    client_of: ClientOf, run_jobs: Any, app: Any
) -> None:
    answer = client_of(MAX).post("/settings/workspace", data=SETTINGS)

    assert answer.status_code == 303
    run_jobs()
    with app.app_context():
        entry = app.directory.by_slug(NORTH.slug)
    assert (entry.name, entry.locale, entry.time_zone) == ("Northern Light", "ru", "Asia/Omsk")
    page = client_of(MAX).get("/settings/workspace").text
    assert 'value="Northern Light"' in page
    assert 'name="version" value="2"' in page


@pytest.mark.promise("TEN-4")
def test_people_keep_their_own_language(client_of: ClientOf, run_jobs: Any) -> None:
    client_of(MAX).post("/settings/workspace", data=SETTINGS)
    run_jobs()

    assert '<html lang="en"' in client_of(ALICE).get("/me/profile").text


@pytest.mark.promise("TEN-4")
def test_who_has_no_zone_of_their_own_follows_the_workspaces(
    client_of: ClientOf, actor_of: Any, run_jobs: Any
) -> None:
    assert actor_of(ALICE).time_zone == "Europe/London"

    client_of(MAX).post("/settings/workspace", data=SETTINGS)

    assert actor_of(ALICE).time_zone == "Asia/Omsk"


@pytest.mark.promise("TEN-4")
def test_two_who_change_the_settings_at_once_do_not_overwrite_each_other(client_of: ClientOf) -> None:
    client_of(MAX).post("/settings/workspace", data=SETTINGS)

    answer = client_of(OLGA).post("/settings/workspace", data={**SETTINGS, "name": "Southern Dark"})

    assert answer.status_code == 412
    assert 'value="Southern Dark"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert "Northern Light" in client_of(MAX).get("/settings/workspace").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("locale", "de"), ("time_zone", "Mars/Olympus"), ("currency", "euro"),
        ("first_weekday", "8"), ("default_sharing", "everyone"), ("version", ""),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused(client_of: ClientOf, field: str, value: str) -> None:
    answer = client_of(MAX).post("/settings/workspace", data={**SETTINGS, field: value})

    assert answer.status_code == 422


def test_managers_change_no_settings(client_of: ClientOf) -> None:
    assert client_of(ALICE).post("/settings/workspace", data=SETTINGS).status_code == 403


@pytest.mark.promise("TEN-3")
def test_a_new_workspace_counts_in_its_languages_currency(in_scope: Any) -> None:
    from crm.team.queries import workspace_settings
    from tests.kit.cast import SEVER

    with in_scope(SEVER, read_only=True):
        known = workspace_settings()

    assert (known.currency, known.first_weekday, known.locale) == ("RUB", 1, "ru")


@pytest.mark.parametrize("path", ["/settings/roles", "/settings/workspace", "/settings/users"])
def test_pages_tell_no_jargon(client_of: ClientOf, path: str) -> None:
    page = client_of(OLGA).get(path).text

    assert not [word for word in ("tenant", "schema", "queue") if word in page.casefold()]
