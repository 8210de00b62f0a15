"""``python -m benchmarks NAME [options]``; without a name it lists what there is."""

import argparse
import importlib
import sys

NAMES = {
    "tenants": "creating and migrating workspaces (L7)",
    "assignments": "how soon whoever is made responsible gets the mail (L5)",
    "jobs": "how soon and how fast jobs are done that do nothing",
    "contacts": "lists and searches among 1,000,000 contacts (L1, L3)",
    "bulk": "changing many contacts at once",
    "imports": "a file of contacts, from upload to done, beside a bare COPY (L4)",
    "exports": "contacts as files: rows a second and memory of each format (L4)",
    "profile": "a contact of whom much is known",
    "workflows": "what timers of running cases cost while they wait",
    "first": "how soon a page is usable in a browser with an empty cache (L8)",
    "rest": "memory of the whole installation at rest (L9)",
}


def main() -> int:
    """Run one benchmark; its exit status tells whether its figures hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "name", choices=NAMES, help="; ".join(f"{name}: {what}" for name, what in NAMES.items())
    )
    name = parser.parse_known_args(sys.argv[1:2])[0].name
    status: int = importlib.import_module(f"benchmarks.{name}").main(sys.argv[2:])
    return status


if __name__ == "__main__":
    raise SystemExit(main())
