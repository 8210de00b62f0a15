"""Folders and sockets for the embedded servers, wherever the checkout lies and whoever starts it.

PostgreSQL refuses to run as root, so root runs it as an unprivileged user; that user has to reach its
programs, its data and its socket, which it cannot below a folder like ``/root``. And a socket's path has
107 bytes at most.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bootstrap.checkout import is_root

UNPRIVILEGED = 65534
"""The user that PostgreSQL runs as when root starts it ("nobody")."""

_LONGEST_SOCKET = 107
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
_SETTLED_SECONDS = 60
_SHELTERS = Path("/var/lib/artel")
_MEMORY = Path("/dev/shm")  # noqa: S108 (only mkdtemp writes there, whose names nobody can guess or take)
"""Linux keeps what lies there in memory. Anybody may write there and take a name that is known beforehand, of
which the linter warns: folders of runs have names that ``tempfile.mkdtemp`` makes up."""
_ROOMY = 4 * 1024**3


def postgres_user(data: Path) -> int | None:
    """The user id that root runs PostgreSQL as, its data's owner if there is data; None if we aren't root."""
    if not is_root():
        return None
    owner = data.stat().st_uid if data.exists() else 0
    return owner or UNPRIVILEGED


def closed_folder(path: Path, *, owner: int | None) -> Path:
    """Make ``path`` a folder that only ``owner`` (None: we) can enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    if owner is not None:
        os.chown(path, owner, owner)
    return path


def is_reachable(path: Path) -> bool:
    """Can anybody pass through every folder above ``path``? Asked by root, for whom it matters; else true."""
    return not is_root() or all(
        part.stat().st_mode & 0o001 for part in path.resolve().parents if part.exists()
    )


def home_for(folder: Path) -> Path:
    """``folder`` itself if PostgreSQL can reach it; else a sheltered one, with ``folder`` a link to it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.is_symlink() and is_reachable(folder):
        folder.mkdir(exist_ok=True)
        return _passable(folder)
    if folder.is_symlink():
        shelter = folder.readlink()
        shelter.mkdir(parents=True, exist_ok=True)
    else:
        shelter = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=_shelters()))
        folder.symlink_to(shelter)
    return _passable(shelter)


def quick_folder() -> Path | None:
    """Where folders lie in memory, for servers whose data nobody will miss; None where it has not 4 GiB.

    Databases are copied and dropped all the time by tests, and whoever waits for a busy disk stands still:
    Valkey for more than five seconds.
    """
    try:
        told = Path("/proc/meminfo").read_text()
        left = re.search(r"^MemAvailable:\s*(\d+) kB$", told, re.MULTILINE)
        room = min(int(left[1]) * 1024 if left else 0, shutil.disk_usage(_MEMORY).free)
    except OSError:
        return None
    return _MEMORY if room >= _ROOMY and os.access(_MEMORY, os.W_OK | os.X_OK) else None


def temporary_folder(prefix: str, *, within: Path | None = None) -> Path:
    """A new folder for one run, which PostgreSQL can reach; the caller removes it.

    ``within``: another folder than the usual one for such.
    """
    usual = within or Path(tempfile.gettempdir())
    parent = usual if is_reachable(usual / prefix) else _shelters()
    return _passable(Path(tempfile.mkdtemp(prefix=prefix, dir=parent)))


@contextlib.contextmanager
def folder_of_a_run(prefix: str, *, within: Path | None = None) -> Iterator[Path]:
    """A temporary folder, removed afterwards, or by the next run with this ``prefix`` if we are killed."""
    folder = temporary_folder(prefix, within=within)
    for other in folder.parent.glob(f"{prefix}*"):
        seen = other.lstat()
        if seen.st_uid == os.geteuid() and seen.st_mtime < time.time() - _SETTLED_SECONDS:
            _remove_abandoned(other)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def socket_folder(home: Path, *, longest: str, owner: int | None) -> Path:
    """A closed folder for sockets: ``home``/run, or one in the temporary folder that it becomes a link to.

    The latter where paths get too long, or hold letters that readers of URLs don't agree how to unquote.
    ``longest`` is the longest name of a socket in it.
    """
    leave_sockets(home)
    near = home / "run"
    if len(os.fsencode(near / longest)) <= _LONGEST_SOCKET and _PLAIN.fullmatch(str(near)):
        return closed_folder(near, owner=owner)
    shutil.rmtree(near, ignore_errors=True)
    short = temporary_folder("artel-")
    near.symlink_to(short)
    return closed_folder(short, owner=owner)


def leave_sockets(home: Path) -> None:
    """Remove a folder for sockets that ``socket_folder`` has made outside of ``home``."""
    near = home / "run"
    if near.is_symlink():
        shutil.rmtree(near.readlink(), ignore_errors=True)
        near.unlink()


def reachable_copy(*folders: Path, name: str) -> Path:
    """A folder that anybody can reach, with copies of ``folders`` side by side; made once for a ``name``."""
    copy = _shelters() / name
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=_shelters()))
        fresh.chmod(0o755)
        for folder in folders:
            shutil.copytree(folder, fresh / folder.name, symlinks=True)
        try:
            fresh.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(fresh)
    return copy


def _remove_abandoned(folder: Path) -> None:
    with contextlib.suppress(OSError), (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)


def _passable(folder: Path) -> Path:
    folder.chmod(0o711 if is_root() else 0o700)
    return folder


def _shelters() -> Path:
    _SHELTERS.mkdir(mode=0o711, parents=True, exist_ok=True)
    return _SHELTERS
