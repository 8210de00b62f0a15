"""Giving a file to a browser so that it can do nothing there: saved, or shown shut in a sandbox."""

from urllib.parse import quote

from flask import Response, request

from crm.files.kinds import INLINE, UNKNOWN
from crm.files.models import StoredFile
from crm.files.store import store


def served(file: StoredFile, *, saves: bool = False) -> Response:
    """The file's bytes in chunks. Pictures are shown unless it ``saves``; anything else is only saved.

    Raises:
        BytesMissing, StorageAway: the store has no answer.
    """
    shows = file.media_type in INLINE and not saves
    body = store().read(file.key) if request.method != "HEAD" else ()
    answer = Response(body, mimetype=file.media_type if shows else UNKNOWN)
    answer.headers["Content-Length"] = str(file.size)
    answer.headers["Content-Disposition"] = disposition(file.name, shows=shows)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def disposition(name: str, *, shows: bool) -> str:
    """How to treat a file and what to call it (RFC 6266): plain for old readers, in full by RFC 5987."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    how = "inline" if shows else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
