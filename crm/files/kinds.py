"""What a file is, told by its first bytes and never by its name; and how each kind is shown."""

from typing import Final

HEAD_BYTES: Final = 8192
UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"
INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show by itself, shut in a sandbox; everything else is only ever saved."""
_ICONS: Final = {
    "image": "photo", "audio": "music", "video": "movie", "text": "file-text", "application/pdf": "file-text",
    "application/zip": "file-zip", "application/gzip": "file-zip", "application/x-7z-compressed": "file-zip",
    "application/x-rar-compressed": "file-zip", "application/rtf": "file-text",
    "application/msword": "file-text", "application/vnd.ms-excel": "table",
}  # fmt: skip
_OFFICE: Final = (
    ("word", "file-text"),
    ("opendocument.text", "file-text"),
    ("sheet", "table"),
    ("presentation", "presentation"),
    ("powerpoint", "presentation"),
)
_NOT_IN_TEXT: Final = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})


def media_type(head: bytes) -> str:
    """The media type of what begins with these (at most 8192) bytes.

    Anything that is text is plain text, HTML and SVG too: nobody's markup is ever rendered here.
    """
    import filetype

    guessed = filetype.guess_mime(head)
    if guessed is not None:
        return str(guessed)
    return TEXT if _is_text(head) else UNKNOWN


def icon(media: str) -> str:
    """The drawing that stands for this media type."""
    known = _ICONS.get(media) or _ICONS.get(media.partition("/")[0])
    return known or next((drawing for part, drawing in _OFFICE if part in media), "file")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte in _NOT_IN_TEXT for byte in head)
