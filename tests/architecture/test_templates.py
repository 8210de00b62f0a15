"""Templates: class names live in ``ui/`` and the frame, nothing is inline, every word is for translators."""

import re

import pytest
from jinja2 import Environment, nodes

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

METHODS = frozenset(name for name in dir(dict) if not name.startswith("_"))
"""In a template ``counts.update``, or ``counts["update"]`` without such a key, is a method of the dict, and
true: only ``counts.get("update")`` is not."""
NO_METHODS = {
    ("crm/contacts/templates/contacts/form/reach.html", "items"),
    ("crm/contacts/templates/contacts/inline/input.html", "items"),
    ("crm/mail/templates/mail/block.html", "items"),
    ("crm/tasks/templates/tasks/template.html", "items"),
    ("crm/timeline/templates/timeline/composer.html", "values"),
    ("crm/web/templates/web/frame/palette.html", "keys"),
    ("crm/workflows/templates/workflows/editor.html", "copy"),
}
"""Fields of a class of that name, and keys that are always there."""
SYNTAX = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])

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
def test_no_method_of_a_dict_is_read_as_if_it_were_data(template: Source):
    tree = SYNTAX.parse(template.text)
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    read = {one.attr for one in tree.find_all(nodes.Getattr) if id(one) not in called}
    read |= {one.arg.value for one in tree.find_all(nodes.Getitem) if isinstance(one.arg, nodes.Const)}

    assert {name for name in read & METHODS if (template.path, name) not in NO_METHODS} == set()


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
