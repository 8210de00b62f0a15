"""The front end's own rules: what a page may weigh, that icons exist, that the scripts pass their tests."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.cast import ALICE

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "crm" / "web" / "assets"
BUILD = ROOT / "crm" / "web" / "static" / "build"
TEMPLATES = sorted((ROOT / "crm").rglob("templates/**/*.html"))
PYTHON = sorted((ROOT / "crm").rglob("*.py"))

_NAME = r"""["']([a-z0-9-]+)["']"""
_SOURCE = r"""\b(?:Work|Trouble)Source\(\s*"\w+", lazy\("[^"]+"\), """
NAMED_ICON = re.compile(
    rf"""(?:\bicon|\bdraw|\bempty)\({_NAME}|\bicon={_NAME}|["']icon["']: {_NAME}|{_SOURCE}{_NAME}"""
)


@pytest.mark.promise("L8")
def test_the_scripts_and_styles_of_a_page_weigh_at_most_120_kb() -> None:
    manifest = json.loads((BUILD / "manifest.json").read_text())

    weight = sum(
        len(gzip.compress((BUILD / manifest[name]).read_bytes()))
        for name in ("app.css", "app.js", "theme.js")
    )

    print(f"L8: scripts and styles of a page {weight / 1000:.1f} kB gzip, at most 120")  # noqa: T201 (a promise prints its figure)
    assert weight <= 120_000


@pytest.mark.promise("L8")
@pytest.mark.parametrize("name", ["app.css", "app.js", "icons.svg"])
def test_texts_are_sent_zipped_to_who_takes_that(client_of, name):
    path = f"/static/build/{json.loads((BUILD / 'manifest.json').read_text())[name]}"
    plain = client_of(ALICE).get(path, headers={"Accept-Encoding": "identity"})
    zipped = client_of(ALICE).get(path, headers={"Accept-Encoding": "gzip, br"})

    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 2
    assert zipped.content_type == plain.content_type
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    for answer in (plain, zipped):
        assert "Accept-Encoding" in answer.vary
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["build/none.css", "../app.py", "build/manifest.json\0", "%2e%2e/app.py"])
def test_what_was_not_built_is_not_there(client_of, name):
    assert client_of(ALICE).get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}).status_code == 404


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = (BUILD / json.loads((BUILD / "manifest.json").read_text())["icons.svg"]).read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))

    named = {
        (next(filter(None, found)), path.relative_to(ROOT).as_posix())
        for path in [*TEMPLATES, *PYTHON]
        for found in NAMED_ICON.findall(path.read_text())
    }

    assert {(icon, path) for icon, path in named if icon not in drawn} == set()


def test_colours_stand_in_the_tokens_only() -> None:
    elsewhere = [
        path for path in (ASSETS / "css").glob("*.css") if path.name not in ("tokens.css", "print.css")
    ]

    coloured = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgb\(", path.read_text())
        for path in elsewhere
    }

    assert {name: found for name, found in coloured.items() if found} == {}


def test_the_scripts_pass_their_own_tests() -> None:
    node = Path(sys.prefix) / "bin" / "node"

    ran = subprocess.run(
        [node, "--test", *map(str, (Path(__file__).parent / "scripts").glob("*.test.mjs"))],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout + ran.stderr
