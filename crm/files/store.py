"""Where the bytes of files lie: a folder, or an S3-compatible store in production. Rows know them by key.

A path is ``<the workspace's schema>/<two digits of the key>/<key>``, the key 128 random bits in hex: names of
people never meet a disk, and no path can be guessed or lead elsewhere. Bytes are written whole or not at all,
and before the row that names them is committed: a crash leaves at most bytes without a row (``kept_since``).

obstore is imported when it is first needed: a process at rest does without it, no fork inherits its threads.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from crm.kernel import context
from crm.kernel.errors import DomainError, NoRoom
from crm.kernel.i18n import lazy
from crm.kernel.logs import get_logger
from crm.settings import Settings
from crm.web import here

if TYPE_CHECKING:
    from obstore.store import ObjectStore

KEY: Final = re.compile(r"[0-9a-f]{32}")
CHUNK_BYTES: Final = 256 * 1024
LISTED: Final = 1000
PATIENCE: Final[dict[str, Any]] = {
    "client_options": {
        "timeout": timedelta(minutes=1),
        "connect_timeout": timedelta(seconds=5),
        "allow_http": True,  # for an endpoint that the operator gives so
    },
    "retry_config": {"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
}
_FULL: Final = re.compile(r"os error (28|122|27)\b")
"""ENOSPC, EDQUOT and EFBIG in the words of obstore, which has no error of its own for them."""
log = get_logger("artel.files")


class StorageAway(DomainError):
    """The store does not answer, or not as it should."""

    status = 503
    code = "storage-away"
    sentence = lazy("Files can't be reached for a moment. Nothing you typed is lost; try again.")


class BytesMissing(DomainError):
    """A row names bytes that are not in the store: after a restore without them, for example."""

    status = 410
    code = "bytes-missing"
    sentence = lazy("This file is known here, but its content is missing.")


class Store:
    """The files of all workspaces; each method works in the one that is pinned."""

    def __init__(self, objects: "ObjectStore", *, folder: Path | None = None) -> None:
        self._objects = objects
        self._folder = folder

    def put(self, content: IO[bytes] | bytes) -> str:
        """Keep the bytes, in chunks as they are read, and return their new key.

        Raises:
            NoRoom: there is no room; nothing of it stays.
            StorageAway: the store refused or did not answer.
        """
        import obstore

        key = secrets.token_hex(16)
        path = _path(key)
        try:
            obstore.put(self._objects, path, content, max_concurrency=2)
        except (obstore.exceptions.BaseError, OSError) as problem:
            raise _refusal(problem) from None
        if self._folder is not None:
            _settle(self._folder / path)
        return key

    def read(self, key: str) -> Iterator[bytes]:
        """The bytes in chunks. The store is asked at once, so that what is missing is known before the first.

        Raises:
            BytesMissing: there are none.
            StorageAway: the store refused or did not answer.
        """
        import obstore

        try:
            found = obstore.get(self._objects, _path(key))
        except FileNotFoundError:
            log.error("bytes missing", key=key)
            raise BytesMissing from None
        except (obstore.exceptions.BaseError, OSError) as problem:
            raise _refusal(problem) from None
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK_BYTES))

    def kept_since(self) -> Iterator[dict[str, datetime]]:
        """Every key of the workspace and since when its bytes are there, at most 1,000 at a time."""
        import obstore

        for listed in obstore.list(self._objects, prefix=context.tenant().schema, chunk_size=LISTED):
            yield {
                name: found["last_modified"]
                for found in listed
                if KEY.fullmatch(name := found["path"].rpartition("/")[2])
            }

    def delete(self, keys: Iterable[str]) -> None:
        """Remove these bytes for ever; what is gone already is no fault."""
        import obstore

        for key in keys:
            try:
                obstore.delete(self._objects, _path(key))
            except FileNotFoundError:
                continue


def store() -> Store:
    """The store of this instance."""
    return _opened(here.settings().files_url, here.settings().data)


def remove_all(settings: Settings, schema: str) -> None:
    """Remove every byte of the workspace with this schema: its last day. Repeatable."""
    if not settings.files_url:
        shutil.rmtree(settings.data / "files" / schema, ignore_errors=True)
        return
    import obstore

    objects = _objects(settings.files_url, settings.data)
    for listed in obstore.list(objects, prefix=schema, chunk_size=LISTED):
        obstore.delete(objects, [found["path"] for found in listed])


@lru_cache(maxsize=8)
def _opened(url: str, data: Path) -> Store:
    return Store(_objects(url, data), folder=None if url else data / "files")


def _objects(url: str, data: Path) -> "ObjectStore":
    from obstore.store import LocalStore, from_url

    if url:
        return from_url(url, **PATIENCE)
    (data / "files").mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(data / "files")


def _path(key: str) -> str:
    if not KEY.fullmatch(key):
        raise BytesMissing
    return f"{context.tenant().schema}/{key[:2]}/{key}"


def _settle(path: Path) -> None:
    """Have the disk itself hold the file before a row names it."""
    for place, how in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        opened = os.open(place, how)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _refusal(problem: Exception) -> DomainError:
    if _FULL.search(str(problem)):
        log.error("storage full")
        return NoRoom()
    log.error("storage away", error=type(problem).__name__, said=str(problem).partition("\n")[0][:300])
    return StorageAway()
