"""Templates: class names live in ``ui/`` and the frame, nothing is inline, every word is for translators."""

import re

import pytest

from crm.settings import ROOT
from tests.architecture import sources
from tests.architecture.sources import Source
from tests.kit.cast import BASE_DOMAIN
from tests.kit.web import Visitor

LOOKS = ("crm/web/templates/", "crm/mail/templates/mail/base.html", "crm/mail/templates/mail/block.html")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
SAID = re.compile(r"""\b(?:title|placeholder|alt|aria-label|aria-description|label)=["']([^"'{]*)""")
ATTRIBUTE = re.compile(r"""[\w-]+=("[^"]*"|'[^']*')""")
STYLES = re.compile(r"<style.*?</style>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {
    "Artel",
    "Esc",
    "Ctrl",
    "Enter",
    "Tab",
    "nbsp",
    "amp",
    "middot",
    "DOCTYPE",
    "html",
    "API",
    "JSON",
    "btn",
}

GALLERY = ("crm/web/templates/web/parts.html", "crm/web/templates/web/parts/")
"""Every part of the design system for looking at, in development alone."""

ids = pytest.mark.parametrize("template", sources.templates(), ids=lambda source: source.path)


@ids
def test_only_macros_and_the_frame_know_class_names(template: Source):
    if not template.path.startswith(LOOKS):
        assert re.findall(r"\bclass\s*=", template.text) == []


@ids
def test_nothing_is_inline(template: Source):
    bare = JINJA.sub("", template.text)

    assert re.findall(r"\bstyle\s*=", bare) == []
    assert re.findall(r"\son[a-z]+\s*=", bare) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", bare) == []
    if "mail" not in template.path:
        assert "<style" not in bare


@ids
def test_nothing_escapes_from_escaping(template: Source):
    without_literals = re.sub(r"'[^']*'\s*\|\s*safe\b", "", template.text)

    assert re.findall(r"\|\s*safe\b|autoescape\s+false|Markup", without_literals) == []


@ids
def test_every_word_is_for_translators(template: Source):
    bare = STYLES.sub(" ", JINJA.sub(" ", template.text))
    said = [TAG.sub(" ", ATTRIBUTE.sub(" ", bare)), *SAID.findall(bare)]

    if template.path.startswith(GALLERY):
        return
    words = {word for text in said for word in WORD.findall(text)}

    assert words - NAMES == set()


def test_every_macro_is_described_where_the_design_system_is(app):
    described = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    macros = {
        name
        for path in (ROOT / "crm" / "web" / "templates" / "ui").glob("*.html")
        for name in re.findall(r"{%-? macro ([a-z]\w*)\(", path.read_text(encoding="utf-8"))
    }

    assert len(macros) > 150
    assert {name for name in macros if not re.search(rf"\b{name}\b", described)} == set()


def test_every_part_is_drawn_on_the_page_that_shows_them(app):
    page = Visitor.at(app, BASE_DOMAIN).get("/parts")

    assert page.status_code == 200
    for part in (
        "Buttons",
        "Company’s name",
        "For your information",
        "Select all 1,184",
        "The list did not load",
    ):
        assert part in page.text


def test_every_template_is_escaped_and_loads(app):
    for name in app.jinja_env.list_templates():
        template = app.jinja_env.get_template(name)

        assert app.jinja_env.autoescape is True or app.select_jinja_autoescape(template.name)
