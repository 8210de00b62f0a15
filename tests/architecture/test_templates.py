"""Templates: class names live in ``ui/`` and the frame, nothing is inline, every word is for translators."""

import re

import pytest

from tests.architecture import sources
from tests.architecture.sources import Source

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

GALLERY = "crm/web/templates/web/parts.html"
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

    if template.path == GALLERY:
        return
    words = {word for text in said for word in WORD.findall(text)}

    assert words - NAMES == set()


def test_every_template_is_escaped_and_loads(app):
    for name in app.jinja_env.list_templates():
        template = app.jinja_env.get_template(name)

        assert app.jinja_env.autoescape is True or app.select_jinja_autoescape(template.name)
