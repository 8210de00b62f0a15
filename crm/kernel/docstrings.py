"""Sentences that stand in docstrings: what the doors of the API say of themselves, for the translators."""

import ast
from collections.abc import Iterator
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path
from typing import Final

VERBS: Final = ("get", "post", "put", "patch", "delete")
SHAPES: Final = (
    "crm/cases/api/health.py",
    "crm/cases/api/running.py",
    "crm/cases/running/forms.py",
    "crm/contacts/api/",
    "crm/contacts/forms/",
    "crm/tasks/api/",
    "crm/tasks/forms.py",
    "crm/workflows/api/",
    "crm/workflows/definition.py",
    "crm/workflows/forms/",
)
"""Where what fields of shapes say of themselves is for the translators, too."""


def of_api(root: Path) -> Iterator[tuple[str, str]]:
    """File and sentence: groups of doors, and each door's summary and paragraphs, as the API tells them."""
    for path in sorted((root / "crm").rglob("*.py")):
        if "api" in path.relative_to(root).with_suffix("").parts:
            name = path.relative_to(root).as_posix()
            yield from ((name, sentence) for sentence in _sentences(path.read_text(encoding="utf-8")))
        if path.relative_to(root).as_posix().startswith(SHAPES):
            name = path.relative_to(root).as_posix()
            yield from ((name, sentence) for sentence in of_fields(path.read_text(encoding="utf-8")))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each on one line."""
    return [" ".join(part.split()) for part in text.replace("``", "`").split("\n\n") if part.strip()]


def of_fields(source: str) -> Iterator[str]:
    """What the fields of shapes say of themselves: the text under a field, or its ``description``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for field, below in pairwise(node.body):
                if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
                    yield from paragraphs(cleandoc(str(getattr(below.value, "value", ""))))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field":
            for word in node.keywords:
                if word.arg == "description" and isinstance(word.value, ast.Constant):
                    yield from paragraphs(str(word.value.value))


def _sentences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Resource":
            yield from (
                str(word.value.value)
                for word in node.keywords
                if word.arg == "tag" and isinstance(word.value, ast.Constant)
            )
        if isinstance(node, ast.FunctionDef) and any(_is_door(one) for one in node.decorator_list):
            yield from paragraphs(ast.get_docstring(node) or "")


def _is_door(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in VERBS
        and "can" in {word.arg for word in decorator.keywords}
    )
