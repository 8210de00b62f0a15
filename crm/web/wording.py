"""How templates say a sentence: Jinja's new style, with sentences without slots kept by language."""

from functools import lru_cache
from typing import Any, Final

from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from crm.kernel import i18n

MOST_KEPT: Final = 8192


def install(app: Flask) -> None:
    """Let templates say sentences in the reader's language."""
    words = {"gettext": i18n.translated, "ngettext": i18n.translated_plural}
    app.jinja_env.install_gettext_callables(**words, newstyle=True)  # type: ignore[attr-defined] # the extension's
    app.jinja_env.globals.update(_=said, gettext=said)


@pass_eval_context
def said(within: EvalContext, sentence: str, /, **slots: Any) -> str:
    """The sentence in the reader's language, its slots filled: escaped, where the template escapes."""
    if not within.autoescape:
        return i18n.translated(sentence) % slots
    if slots or type(sentence) is not str:
        return Markup(i18n.translated(sentence)) % slots  # noqa: S704 (our own; what fills it is escaped)
    return _marked(i18n.locale(), sentence)


@lru_cache(maxsize=MOST_KEPT)
def _marked(_language: str, sentence: str) -> Markup:
    return Markup(i18n.translated(sentence)) % {}  # noqa: S704 (our own)
