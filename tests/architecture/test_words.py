"""Words: the catalogs are complete, and every fact can be told in both languages."""

import pytest

from crm import catalogs
from crm.kernel.facts import FACTS
from crm.kernel.i18n import speaking

SLOTS = {"actor", "subject"}


def test_russian_is_complete_with_plural_forms_and_equal_slots():
    complaints = list(catalogs.complaints())

    assert not complaints, "\n".join(complaints)


def test_the_committed_catalogs_hold_the_sentences_of_the_code():
    sentences = {message.id for message in catalogs.extracted() if message.id}

    for language in catalogs.LANGUAGES:
        kept = {message.id for message in catalogs.read(language) if message.id}
        assert kept == sentences, (
            f"{language}: run crm i18n update; {sorted(map(str, kept ^ sentences))[:20]}"
        )


def test_every_sentence_of_a_template_is_extracted(app):
    known = {message.id for message in catalogs.extracted()}

    for name in app.jinja_env.list_templates():
        source, _path, _fresh = app.jinja_env.loader.get_source(app.jinja_env, name)
        for _line, _function, message in app.jinja_env.extract_translations(source):
            said = tuple(filter(None, message)) if isinstance(message, tuple) else (message,)
            assert said[0] in known or said in known, f"{name}: {said}"


def test_facts_are_declared(app):
    assert FACTS, "no package has declared a fact"


def test_every_fact_has_its_sentence_in_both_languages(app):
    with app.app_context():
        for name, fact in FACTS.items():
            for sentence in filter(None, (fact.sentence, fact.told)):
                with speaking("en"):
                    english = str(sentence)
                with speaking("ru"):
                    russian = str(sentence)
                assert english != russian, f"{name}: {english}"


@pytest.mark.parametrize("slot", ["actor", "subject"])
def test_a_fact_about_something_can_name_it(app, slot):
    """Sentences are whole and have named slots; nothing is glued to them."""
    for name, fact in FACTS.items():
        sentence = str(fact.sentence)
        assert sentence.count("%(") == sum(sentence.count(f"%({s})s") for s in _slots(fact)), name
        if slot == "actor":
            assert "%(actor)s" in sentence or "actor" not in sentence, name


def _slots(fact: type) -> set[str]:
    return SLOTS | set(fact.model_fields)  # type: ignore[attr-defined]
