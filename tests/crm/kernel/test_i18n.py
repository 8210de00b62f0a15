"""Words in the reader's language."""

import json

import pytest

from crm.kernel.i18n import kept, lazy, retold, speaking, within_quotes


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("language", "told"), [("ru", "ООО „Ромашка“"), ("en", "ООО «Ромашка»")]
)  # fmt: skip
def test_a_name_with_quotation_marks_stands_between_others_as_the_language_wants(app, language, told):
    with app.app_context(), speaking(language):
        assert within_quotes("ООО «Ромашка»") == told


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        (lazy("This is no date: %(text)s", text="100%"), "This is no date: 100%", "Это не дата: 100%"),
        (lazy("Fill this in."), "Fill this in.", "Заполните это поле."),
        (
            lazy("This is no date: %(text)s", text=lazy("Phone")),
            "This is no date: Phone",
            "Это не дата: Телефон",
        ),
        ("50% of %(text)s", "50% of %(text)s", "50% of %(text)s"),
        ("", "", ""),
    ],
)
def test_a_sentence_that_was_kept_is_told_in_the_language_of_whoever_reads_it(app, text, english, russian):
    with app.app_context():
        with speaking("en"):
            told = json.loads(json.dumps(kept(text)))
            assert retold(*told) == english
        with speaking("ru"):
            assert russian is None or retold(*told) == russian


def test_what_people_typed_into_a_sentence_is_escaped_in_a_page(app):
    text = lazy("This is no date: %(text)s", text="<script>alert(1)</script>")
    with app.app_context(), speaking("en"):
        page = app.jinja_env.from_string("{{ text }}{{ text ~ '' }}{{ text|e }}").render(text=text)

    assert "<script>" not in page
    assert page.count("This is no date: &lt;script&gt;") == 3
