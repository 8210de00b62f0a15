"""How templates call: Jinja's rules, with the shortest way to what a page calls hundreds of times.

Jinja asks of each thing that is called, by two look-ups that mostly fail, what it wants to be given besides.
A macro always wants the same, and a plain function has it written on it; anything else goes Jinja's own way.
"""

from types import FunctionType, MethodType
from typing import Any, Final

from flask import Flask
from jinja2 import pass_eval_context
from jinja2.runtime import Context, Macro

PASSED: Final = "jinja_pass_arg"
RULES: Final[Any] = getattr(pass_eval_context(lambda _within: None), PASSED)


class QuickContext(Context):
    """A template's context that calls macros and functions without asking what is known."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """As Jinja's."""
        written = called.__func__ if type(called) is MethodType else called
        if type(called) is Macro:
            wanted = RULES
        elif type(written) is FunctionType:
            wanted = written.__dict__.get(PASSED)
        else:
            return super().call(called, *args, **kwargs)
        if wanted is not None and wanted is not RULES:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        try:
            return called(*args, **kwargs) if wanted is None else called(self.eval_ctx, *args, **kwargs)
        except StopIteration:
            return self.environment.undefined("value was undefined because a callable raised a StopIteration")


def install(app: Flask) -> None:
    """Let the app's templates call by it."""
    app.jinja_env.context_class = QuickContext
