from pathlib import Path

import jinja2
import pytest

from crm.kernel import templates


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(templates, "FOLDER", tmp_path / "kept")
    return tmp_path / "kept"


def rendered(text: str) -> str:
    """What a process shows that meets this template for the first time."""
    environment = jinja2.Environment(loader=jinja2.DictLoader({"page": text}), autoescape=True)
    templates.keep_compiled(environment)
    return environment.get_template("page").render()


def test_a_compiled_template_is_kept_and_used_by_the_next_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered("one")

    monkeypatch.setattr(jinja2.Environment, "compile", None)

    assert len(list(folder.iterdir())) == 1
    assert rendered("one") == "one"


def test_another_text_is_compiled_anew() -> None:
    rendered("one")

    assert rendered("two") == "two"


@pytest.mark.parametrize("broken", [b"", b"x", b"\x80"])
def test_a_broken_file_is_replaced(folder: Path, broken: bytes) -> None:
    rendered("one")
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()

    kept.write_bytes(whole[: len(whole) // 2] if broken == b"x" else broken)

    assert rendered("one") == "one"
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_written_templates_still_work(folder: Path) -> None:
    folder.write_text("a file, not a folder")

    assert rendered("one") == "one"
