"""Texts that are looked for in one statement are found whatever they hold."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, literal, select

from crm.imports.actions.matching import among
from crm.kernel.db import db
from tests.kit.cast import NORTH

ODD = ('"', "\\", '\\"', "a,b", "{x}", " a ", "NULL", "ё", "", "\x1f", "\n", "a'b", "%s", ":x")
TEXTS = st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, max_size=6), TEXTS)
@example(list(ODD), "NULL")
@example([], "")
def test_a_text_is_found_among_others_if_it_is_there(in_scope, texts, one):
    with in_scope(NORTH, read_only=True):
        found = db.session.scalar(select(literal(one, Text) == among(texts)))

    assert bool(found) == (one in texts)
