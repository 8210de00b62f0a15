"""The pages that explain the API: whole, in the reader's language, bounded, and true to its description."""

import re

import pytest

from tests.kit.cast import ALICE, NED, NORTH

pytestmark = pytest.mark.promise("API-1")
LARGEST = 320_000


@pytest.fixture
def description(api_of):
    return api_of(ALICE).get("/api/v1/openapi.json").json


def groups(client) -> list[str]:
    """The paths of the pages of groups, as the first page names them."""
    html = client.get("/api/docs").text
    return sorted(set(re.findall(r'href="(/api/docs/[a-z-]+)"', html)))


def test_every_call_stands_on_the_page_of_its_group_and_in_the_list_of_all(client_of, description):
    alice = client_of(ALICE)
    overview = alice.get("/api/docs").text
    pages = "".join(alice.get(path).text for path in groups(alice))

    for path, operations in description["paths"].items():
        for operation in operations.values():
            assert f'#{operation["operationId"]}"' in overview
            assert pages.count(f'<section class="api-door" id="{operation["operationId"]}"') == 1
            assert f"<code>{path}</code>" in pages


def test_every_page_is_bounded_and_its_links_to_shapes_lead_somewhere(client_of):
    alice = client_of(ALICE)

    for path in ["/api/docs", *groups(alice)]:
        html = alice.get(path).text
        linked = set(re.findall(r'href="#(shape-\w+)"', html))

        assert len(html.encode()) < LARGEST, path
        assert linked <= set(re.findall(r'id="(shape-\w+)"', html)), path


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Doing it once", "If-Match", "RateLimit-Remaining", "Put a contact into the bin", "3000")),
        ("ru", ("Один раз, не дважды", "If-Match", "RateLimit-Remaining", "Положить контакт в корзину")),
    ],
)
def test_it_speaks_the_readers_language(client_of, language, words):
    alice = client_of(ALICE)
    alice.post("/me/language", data={"locale": language})

    overview = alice.get("/api/docs").text

    for word in words:
        assert word in overview


@pytest.mark.parametrize(
    ("language", "summary", "group", "refusal"),
    [
        ("en", "Change a contact.", "Tags", "The body is no JSON."),
        ("ru", "Изменить контакт.", "Теги", "Тело — не JSON."),
    ],
)
def test_the_description_itself_speaks_the_language_that_is_asked_for(
    anonymous, language, summary, group, refusal
):
    told = anonymous(NORTH).get("/api/v1/openapi.json", headers={"Accept-Language": language}).json

    assert told["paths"]["/api/v1/contacts/{contact_id}"]["patch"]["summary"] == summary
    assert group in [tag["x-displayName"] for tag in told["tags"]]
    assert told["components"]["responses"]["Refused400"]["description"] == refusal


def test_every_summary_and_group_has_russian_words(anonymous):
    told = anonymous(NORTH).get("/api/v1/openapi.json", headers={"Accept-Language": "ru"}).json

    for operations in told["paths"].values():
        for operation in operations.values():
            assert re.search("[а-я]", operation["summary"]), operation["summary"]
    assert all(re.search("[а-я]", tag["x-displayName"]) for tag in told["tags"])


def test_the_list_of_calls_is_searched_without_script(client_of):
    found = client_of(ALICE).get("/api/docs?q=DELETE tags").text

    assert "#delete_tag" in found
    assert "#delete_contact" not in found
    assert "No call answers this" in client_of(ALICE).get("/api/docs?q=%00zebra").text


def test_every_kind_of_refusal_is_explained(client_of):
    overview = client_of(ALICE).get("/api/docs").text

    for code in ("stale", "idempotency-key-reused", "duplicate", "token-needed", "not-found", "no-room"):
        assert f"<code>{code}</code>" in overview


def test_pages_need_somebody_signed_in_and_no_token_opens_them(anonymous, client_of, api_of):
    assert client_of(NED).get("/api/docs/contacts").status_code == 200
    assert client_of(ALICE).get("/api/docs/nothing").status_code == 404
    for visitor in (anonymous(NORTH), api_of(ALICE)):
        answer = visitor.get("/api/docs")
        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]


def test_a_token_has_no_name_and_so_no_form_sends_it(client_of):
    html = client_of(ALICE).get("/api/docs/contacts").text
    field = re.search(r"<input[^>]*data-token[^>]*>", html)[0]

    assert " name=" not in field
    assert 'type="password"' in field


def test_the_settings_and_the_palette_lead_there(client_of):
    html = client_of(ALICE).get("/me/tokens").text

    assert 'href="/api/docs"' in html
    assert html.count('"/api/docs"') >= 2
