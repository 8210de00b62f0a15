"""Plant the holes, one after the other, and tell for each what found it; status 1 if one stays unfound."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from crm.settings import ROOT
from tests.holes.planted import HOLES
from tests.holes.trying import findings

sys.path.insert(0, str(ROOT / "bin"))

from bootstrap.servers import THROWAWAY, Postgres, Valkey


def main(wanted: list[str]) -> int:
    """Plant these holes, or all, on servers of their own; the number of those that stayed unfound."""
    with _servers():
        return _planted(wanted)


@contextmanager
def _servers() -> Iterator[None]:
    """PostgreSQL and Valkey in the environment; those that it names are taken as they are."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as another user
        if "DATABASE_URL" not in os.environ:
            server = stack.enter_context(Postgres(folder / "postgres", settings=THROWAWAY))
            os.environ["DATABASE_URL"] = server.url()
        if "REDIS_URL" not in os.environ:
            os.environ["REDIS_URL"] = stack.enter_context(Valkey(folder / "valkey")).url()
        yield


def _planted(wanted: list[str]) -> int:
    chosen = [hole for hole in HOLES if not wanted or hole.name in wanted]
    unfound = 0
    for hole in chosen:
        found = findings(hole)
        unfound += not found
        click.echo(
            f"{'found  ' if found else 'UNFOUND'}  {hole.name}: {found[0] if found else hole.found_by}"
        )
    click.echo(f"{len(chosen) - unfound} of {len(chosen)} holes were found")
    return unfound


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
