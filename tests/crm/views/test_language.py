"""The language of filters: what is printed reads again as the same; what can't be read is refused."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.kernel.errors import Invalid
from crm.views.language import (
    DEEPEST,
    EVERYTHING,
    MOST_CONDITIONS,
    AllOf,
    AnyOf,
    Condition,
    all_of,
    any_of,
    conditions,
    parse,
    printed,
)

pytestmark = pytest.mark.promise("CON-10")
WORDS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8) | st.sampled_from(
    ["я;ты", "(а|б)", "\\", "a:b,c", "ё"]
)
KEYS = WORDS.filter(str.strip)
CONDITIONS = st.builds(Condition, KEYS, KEYS, st.lists(WORDS, max_size=3).map(tuple))
TREES = st.recursive(
    CONDITIONS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(any_of) | st.lists(inner, max_size=3).map(all_of)
    ),
    max_leaves=8,
)


def depth(node) -> int:
    return 0 if isinstance(node, Condition) else 1 + max((depth(part) for part in node.parts), default=0)


@settings(max_examples=300, deadline=None)
@given(TREES.map(lambda tree: all_of([tree])).filter(lambda root: depth(root) <= DEEPEST))
def test_what_is_printed_reads_again_as_the_same_filter(root):
    assert parse(printed(root)) == root


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("abc:;,|()\\", max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    with suppress(Invalid):
        tree = parse(text)

        assert parse(printed(tree)) == tree


def test_or_binds_before_and_and_brackets_bind_first():
    a, b, c = (Condition(name, "is", ("1",)) for name in "abc")

    assert parse("a:is:1|b:is:1;c:is:1") == AllOf((AnyOf((a, b)), c))
    assert parse("a:is:1|(b:is:1;c:is:1)") == AllOf((AnyOf((a, AllOf((b, c)))),))
    assert parse("((a:is:1));b:is:1") == AllOf((a, b))
    assert parse("") == parse("  ") == EVERYTHING


def test_signs_of_the_language_stand_in_values_behind_a_backslash():
    condition = Condition("source", "is", ("a;b|(c):d", "e,f\\g", ""))

    assert printed(condition) == r"source:is:a\;b\|\(c\)\:d,e\,f\\g,"
    assert list(conditions(parse(printed(condition)))) == [condition]


@pytest.mark.parametrize(
    "text",
    [
        "type", ":is:3", "type:", "type:is:3;", "|", "(type:is:3", "type:is:3)", "type:is:3\\", "a:b:c:d",
        "(" * 50 + "a:b" + ")" * 50, ";".join(["a:is:1"] * (MOST_CONDITIONS + 1)), "a:is:" + "x" * 5000,
        "a:is:" + "," * 200,
    ],
)  # fmt: skip
def test_what_is_broken_or_too_large_is_refused(text):
    with pytest.raises(Invalid):
        parse(text)
