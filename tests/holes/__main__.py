"""Plant the holes, one after the other, and tell for each what found it; status 1 if one stays unfound."""

import sys

import click

from tests.holes.planted import HOLES
from tests.holes.trying import findings


def main(wanted: list[str]) -> int:
    """Plant these holes, or all; the number of those that stayed unfound."""
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
