"""Doors that take files: how large a body may be there, and what is said when it is larger."""

import hashlib
import json
from contextlib import suppress
from typing import IO, Any, Final

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from crm.kernel.errors import DomainError
from crm.kernel.i18n import lazy
from crm.web import here

FILES_AT_ONCE: Final = 4
"""As many files of the largest size fit into one body; scripts send each file in a body of its own."""
BESIDES_BYTES: Final = 1024 * 1024
MOST_DRAINED: Final = 512 * 1024 * 1024
_CHUNK: Final = 64 * 1024


class TooLarge(DomainError):
    """The whole upload is larger than the door takes; nothing of it was kept."""

    status = 413
    code = "too-large"
    sentence = lazy("That is too large.")


class Tidy(Request):
    """A request that closes every file it has received, also where the body broke off in one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._received: list[IO[bytes]] = []

    def _get_file_stream(self, *args: Any, **options: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*args, **options)
        self._received.append(stream)
        return stream

    def close(self) -> None:
        """Close what was received; large files go from the disk with that."""
        super().close()
        for stream in self._received:
            stream.close()


def widen(*, besides: int = 0) -> None:
    """Let this request's body be as large as its door needs for files; before anything reads it."""
    request.max_content_length = _most_mb() * 1024 * 1024 + BESIDES_BYTES + besides


def _most_mb() -> int:
    """How much may be sent at once: a few files, or one file of many records."""
    settings = here.settings()
    return max(FILES_AT_ONCE * settings.largest_file_mb, settings.largest_import_mb)


def read_form() -> None:
    """Read the form with its files, which lie in temporary files when they are large.

    Raises:
        TooLarge: the body is larger than the door takes. It is read to its end first: a browser that is
            still sending would otherwise lose the answer.
    """
    try:
        _ = request.form
    except RequestEntityTooLarge:
        _drain()
        raise TooLarge(lazy("That is too large: %(num)s MB can be sent at once.", num=_most_mb())) from None


def read_body() -> bytes:
    """The body as it is, where it is one picture: 1 MiB of it and a byte, by which it is told to be larger.

    The rest is read and dropped, so that whoever still sends gets the answer.
    """
    content = request.stream.read(BESIDES_BYTES + 1)
    with suppress(RequestEntityTooLarge):
        while request.stream.read(_CHUNK):
            pass
    return content


def digest() -> bytes:
    """SHA-256 over the form: its fields and files, with their names and in their order.

    Raises:
        TooLarge: as ``read_form``.
    """
    read_form()
    whole = hashlib.sha256()
    for name, value in request.form.items(multi=True):
        whole.update(json.dumps(["field", name, value]).encode())
    for name, file in request.files.items(multi=True):
        content = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type] # a stream reads
        file.stream.seek(0)
        whole.update(json.dumps(["file", name, file.filename, content]).encode())
    return whole.digest()


def _drain() -> None:
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_DRAINED)
    with suppress(OSError, ValueError):
        while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
            left -= len(chunk)
