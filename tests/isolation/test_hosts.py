"""I4: the workspace comes from a host of ours or from nowhere; links in mails from its stored address."""

import re

import pytest

from tests.kit.cast import ALICE, BASE_DOMAIN, NORTH

pytestmark = pytest.mark.promise("I4")

HOSTILE = (
    "evil.example",
    f"north.{BASE_DOMAIN}.evil.example",
    f"north.{BASE_DOMAIN}@evil.example",
    f"evil.example#north.{BASE_DOMAIN}",
    "north.artel.example/evil",
    f"x.north.{BASE_DOMAIN}",
    f"north.x.{BASE_DOMAIN}",
    f"north_{BASE_DOMAIN}",
    "artel.example.",
    "",
    "169.254.169.254",
    "[::1]",
)
UNKNOWN = (f"nobody.{BASE_DOMAIN}", f"control.{BASE_DOMAIN}", f"www.{BASE_DOMAIN}", f"*.{BASE_DOMAIN}")
LINK = re.compile(r"""https?://[^\s"'<>]+""")
HREF = re.compile(r"""(?:href|src)=["'](https?://[^"']+)""")


@pytest.mark.parametrize("host", HOSTILE)
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(host, app):
    answer = app.test_client().get("/sign-in", headers={"Host": host})

    assert answer.status_code in (400, 404)
    assert "evil" not in answer.text
    assert NORTH.name not in answer.text


@pytest.mark.parametrize("host", UNKNOWN)
def test_an_unknown_workspace_is_not_found(host, anonymous):
    answer = anonymous(host).get("/sign-in")

    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("host", [f"{NORTH.host}:80", f"{NORTH.host}:8000"])
def test_one_workspace_answers_to_every_port_of_its_host(host, app):
    answer = app.test_client().get("/sign-in", headers={"Host": host})

    assert (answer.status_code, NORTH.name in answer.text) == (200, True)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": f"{NORTH.host}:666"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-Prefix": "/evil"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Original-URL": "http://evil.example/", "X-Host": "evil.example"},
        {"Origin": "http://evil.example", "Referer": "http://evil.example/"},
    ],
    ids=lambda headers: ",".join(headers),
)
def test_links_in_mails_come_from_the_stored_address(headers, anonymous, run_jobs, mails):
    anonymous(NORTH).post("/password-reset", data={"email": ALICE.email}, headers=headers)
    run_jobs()

    (mail,) = mails()
    links = LINK.findall(mail["text"]) + HREF.findall(mail["html"])
    assert links
    assert {link.split("/")[2] for link in links} == {NORTH.host}


@pytest.mark.parametrize("path", ["/password-reset", "/sign-in", "/", "/contacts"])
def test_no_page_repeats_a_forwarded_host(path, client_of):
    answer = client_of(ALICE).get(path, headers={"X-Forwarded-Host": "evil.example"})

    assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:x",
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_site(target, anonymous):
    form = {"email": ALICE.email, "password": "correct horse battery staple", "next": target}

    answer = anonymous(NORTH).post("/sign-in", data=form)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))
    assert "evil" not in answer.headers["Location"]


def test_health_is_told_on_any_host(app):
    for path in ("/healthz", "/readyz"):
        assert app.test_client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200
