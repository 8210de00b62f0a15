"""Names of files: made harmless, and told in full."""

import pytest

from crm.files.names import harmless
from crm.files.serving import disposition

NAMES = {
    "../../etc/passwd": "passwd",
    r"C:\Users\Ivan\Plan.doc": "Plan.doc",
    "Plan\u202efdp.exe": "Planfdp.exe",
    "a\0b\x07.txt": "ab.txt",
    "con.txt": "_con.txt",
    "...": "file",
    "": "file",
    "/": "file",
    " Plan \n 2. txt ": "Plan 2. txt",
    "Договор № 5.pdf": "Договор № 5.pdf",
    'a"b<c>d|e?.txt': "a b c d e .txt",
    "x" * 10_000 + ".pdf": "x" * 196 + ".pdf",
    "😀" * 300: "😀" * 200,
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_made_harmless(name, app):
    with app.app_context():
        assert harmless(name) == NAMES[name]


def test_a_name_is_told_in_full_and_plainly():
    told = disposition('Договор "5".pdf', shows=False)

    assert told == (
        "attachment; filename=\"_______ _5_.pdf\"; filename*=UTF-8''"
        "%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%20%225%22.pdf"
    )
