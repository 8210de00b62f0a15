"""Templates call as Jinja calls: macros, functions that want the context, what is no function at all."""

from typing import Any

import pytest
from jinja2 import Environment, UndefinedError, pass_context, pass_environment, pass_eval_context
from markupsafe import Markup

from crm.web.calling import QuickContext

SOURCES = (
    "{% macro one(x, y=2) %}<b>{{ x }}{{ y }}</b>{% endmacro %}{{ one('&') }}{{ one('<', y=3) }}",
    "{% macro one() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ one(1, z=2) }}",
    "{% macro one() %}[{{ caller('x') }}]{% endmacro %}{% call(v) one() %}{{ v }}&amp;{% endcall %}",
    "{% macro one(x) %}{{ x }}{% endmacro %}{{ one(1, 2) }}",
    "{% macro one(x) %}{{ x }}{% endmacro %}{{ one(q=2) }}",
    "{% for i in (1, 2) %}{% set seen = i %}{{ in_context('i') }}{{ in_context('seen') }}{% endfor %}",
    "{% for i in (1, 2) %}{{ plain(i) }}{{ thing.rules() }}{{ thing.told(i) }}{% endfor %}",
    "{{ in_rules() }}{% autoescape false %}{{ in_rules() }}{{ '<' }}{% endautoescape %}",
    "{{ in_environment() }}{{ plain(a, b=a) }}{{ 'x'.upper() }}{{ thing(1) }}{{ kind('3') }}",
    "{{ stops() }}|{{ stops() is undefined }}",
    "{{ missing() }}",
    "{{ a() }}",
)


class Thing:
    """Something that is called itself, and has a method."""

    @pass_context
    def __call__(self, context: Any, number: int) -> str:
        return f"{number}{context['a']}"

    def told(self, number: int) -> str:
        """The number, told."""
        return f"<{number}>"

    @pass_eval_context
    def rules(self, within: Any) -> str:
        """Whether the template escapes."""
        return str(within.autoescape)


def _stops() -> None:
    raise StopIteration


VALUES: dict[str, Any] = {
    "a": "<a>",
    "thing": Thing(),
    "kind": int,
    "stops": _stops,
    "plain": lambda *args, **kwargs: f"{args}{kwargs}",
    "in_context": pass_context(lambda context, name: context.get(name)),
    "in_rules": pass_eval_context(lambda rules: Markup("<m>") if rules.autoescape else "<t>"),
    "in_environment": pass_environment(lambda environment: environment.autoescape),
}


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_called_is_called_as_jinja_calls_it(source):
    theirs, ours = Environment(autoescape=True), Environment(autoescape=True)
    ours.context_class = QuickContext

    assert _told(ours, source) == _told(theirs, source)


def _told(environment: Environment, source: str) -> str:
    try:
        return environment.from_string(source).render(VALUES)
    except (TypeError, UndefinedError) as error:
        return f"{type(error).__name__}: {error}"


def test_the_app_calls_so(app):
    assert app.jinja_env.context_class is QuickContext
