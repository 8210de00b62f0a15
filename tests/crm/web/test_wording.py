"""Sentences in templates: what Jinja's new style makes of them, with what is kept."""

from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup

from crm.kernel.i18n import speaking, translated, translated_plural


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("source", "escapes"),
    [
        ("{{ _('Contacts') }}", True),
        ("{{ _('Contacts') }}", False),
        ("{{ _('A & 100%% <b>') }}", True),
        ("{{ _('Hello, %(name)s', name='<i>') }}", True),
        ("{{ _('Hello, %(name)s', name='<i>') }}", False),
        ("{{ _('Hello, %(name)s', name=safe) }}", True),
        ("{{ gettext('Contacts') | upper }}", True),
        ("{% trans %}Contacts{% endtrans %}", True),
        ("{% trans name='<i>' %}Hello, {{ name }}{% endtrans %}", True),
    ],
)
def test_a_sentence_is_said_as_jinja_says_it(app, language, source, escapes):
    theirs: Any = Environment(extensions=["jinja2.ext.i18n"], autoescape=escapes)  # noqa: S701 (both are compared)
    theirs.install_gettext_callables(translated, translated_plural, newstyle=True)
    ours = app.jinja_env.overlay(autoescape=escapes)
    with app.app_context(), speaking(language):
        told = [ours.from_string(source).render(safe=Markup("<u>")) for _time in range(2)]
        assert told == [theirs.from_string(source).render(safe=Markup("<u>"))] * 2


def test_a_sentence_is_kept_for_each_language(app):
    template = app.jinja_env.from_string("{{ _('Contacts') }}")
    with app.app_context():
        told = []
        for language in ("en", "ru", "en"):
            with speaking(language):
                told.append(template.render())

    assert told == ["Contacts", "Контакты", "Contacts"]
