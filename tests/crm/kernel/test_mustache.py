"""Templates of a workspace's own: what they can do, and all that they can't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.kernel import mustache
from crm.kernel.i18n import speaking
from crm.kernel.mustache import TemplateFault, parse

KNOWN = ("name", "title", "due")


def filled(text, **values):
    return parse(text, known=KNOWN).as_text(values)


def test_values_stand_where_their_names_are():
    assert (
        filled("Hello {{name}}, see {{ title }}.", name="Anna", title="No. 12") == "Hello Anna, see No. 12."
    )


def test_what_is_missing_is_empty():
    assert filled("[{{due}}]") == "[]"


def test_a_part_stands_where_its_value_is_filled_and_its_opposite_where_it_is_not():
    text = "{{#due}}Due {{due}}{{/due}}{{^due}}No date{{/due}}"

    assert filled(text, due="today") == "Due today"
    assert filled(text, due=" ") == "No date"
    assert filled(text) == "No date"


def test_parts_within_parts_that_are_left_out_stay_out():
    text = "{{#name}}a{{#title}}b{{/title}}{{^title}}c{{/title}}d{{/name}}e"

    assert filled(text, title="x") == "e"
    assert filled(text, name="x") == "acde"
    assert filled(text, name="x", title="y") == "abde"


def test_a_value_is_never_read_as_a_template():
    assert filled("{{name}}", name="{{title}}", title="secret") == "{{title}}"


def test_html_is_escaped_whether_it_comes_from_the_template_or_from_a_value():
    html = parse("<b>{{name}}</b>", known=KNOWN).as_html({"name": '<script>"&'})

    assert html == "&lt;b&gt;&lt;script&gt;&quot;&amp;&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("one\n{{nobody}}", 2, "There is no value “nobody” here."),
        ("{{#name}}\nopen", 1, "“{{#name}}” is not closed. Write “{{/name}}” where it ends."),
        ("\n\n{{/name}}", 3, "“{{/name}}” closes nothing that is open."),
        ("{{#name}}{{#title}}{{/name}}{{/title}}", 1, "“{{/name}}” closes nothing that is open."),
        ("{{{name}}}", 1, "“{{{name}}” can't be read: a value is a name between double braces."),
        ("{{&name}}", 1, "“{{&name}}” can't be read: a value is a name between double braces."),
        ("{{> file}}", 1, "“{{> file}}” can't be read: a value is a name between double braces."),
        (
            "{{name.__class__}}",
            1,
            "“{{name.__class__}}” can't be read: a value is a name between double braces.",
        ),
        ("{{}}", 1, "“{{}}” can't be read: a value is a name between double braces."),
        ("a\nb }} c", 2, "Double braces stand here that open or close nothing."),
        ("{{ name", 1, "Double braces stand here that open or close nothing."),
    ],
)
def test_a_fault_names_its_line_and_says_what_is_wrong(text, line, told):
    with pytest.raises(TemplateFault) as fault:
        parse(text, known=KNOWN)

    assert (fault.value.line, str(fault.value.sentence)) == (line, told)
    assert str(fault.value.told) == f"Line {line}: {told}"


def test_a_fault_is_told_in_russian(app):
    with app.app_context(), speaking("ru"), pytest.raises(TemplateFault) as fault:
        parse("раз\n{{nobody}}", known=KNOWN)

    with app.app_context(), speaking("ru"):
        assert str(fault.value.told) == "Строка 2: Значения «nobody» здесь нет."


def test_templates_have_limits():
    with pytest.raises(TemplateFault):
        parse("a" * (mustache.LONGEST + 1), known=KNOWN)
    with pytest.raises(TemplateFault):
        parse("{{name}}" * (mustache.MOST_TAGS + 1), known=KNOWN)
    with pytest.raises(TemplateFault):
        parse("{{#name}}" * 6 + "{{/name}}" * 6, known=KNOWN)


def test_what_comes_out_is_bounded():
    large = "x" * 100_000

    assert len(filled("{{name}}" * 100, name=large)) == mustache.LARGEST_RESULT


@given(st.text(alphabet="{}#^/ nametil\n", max_size=60))
def test_any_text_is_a_template_or_a_fault_with_a_line(text):
    line, shown = _tried(text)

    assert 0 <= line <= text.count("\n") + 1
    assert "{{" not in shown


def _tried(text):
    """The line at fault, 0 for none, and what comes out without any value."""
    try:
        return 0, parse(text, known=KNOWN).as_text({})
    except TemplateFault as fault:
        return fault.line, ""
