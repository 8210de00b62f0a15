"""``python -m tests.faults``: a storm and the drills; the exit status tells whether all promises hold."""

import argparse
import random
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin"))

from bootstrap import places
from tests.faults import checks, drills, storm
from tests.faults.checks import Verdict
from tests.faults.instance import Instance
from tests.faults.storm import Size

LOCALES = ("en", "ru", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rig and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--writes", type=int, default=10_000, help="contacts that are added")
    parser.add_argument("--notices", type=int, default=10_000, help="how many of them tell somebody else")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument(
        "--drills", nargs="*", choices=drills.ALL, default=list(drills.ALL), help="which; all"
    )
    parser.add_argument("--keep", action="store_true", help="leave the folder with the logs")
    chosen = parser.parse_args(arguments)
    size = Size(chosen.seed, chosen.writes, min(chosen.notices, chosen.writes), chosen.kills)
    with _kept_folder() if chosen.keep else places.folder_of_a_run("artel-faults-") as folder:
        print(f"seed {chosen.seed}, in {folder}", flush=True)
        verdicts = run(folder, size, drill_names=chosen.drills)
    return 0 if all(verdict.holds for verdict in verdicts) else 1


def _kept_folder() -> AbstractContextManager[Path]:
    return nullcontext(places.temporary_folder("artel-kept-faults-"))


def run(folder: Path, size: Size, *, drill_names: Sequence[str], durable: bool = True) -> list[Verdict]:
    """A storm, if anything is to be written, and then drills; prints each figure as it is known."""
    verdicts: list[Verdict] = []
    with Instance(folder / "instance", durable=durable) as instance:
        workspaces = [
            instance.open_workspace(f"storm-{number}", locale=locale)
            for number, locale in enumerate(LOCALES, 1)
        ]
        if size.writes:
            blown = storm.rage(instance, workspaces, size)
            print(f"storm: {blown.seconds:.0f} s, then {blown.draining_seconds:.0f} s to work everything off")
            print(f"faults: {dict(blown.kills)}; restarts: {instance.restarts}")
            print(f"tries without a 201: {dict(blown.tries)}")
            for verdict in checks.after(blown, instance, workspaces):
                verdicts.append(_told(verdict))
        for name in drill_names:
            verdicts.append(_told(drills.ALL[name](instance, workspaces)))
    return verdicts


def _told(verdict: Verdict) -> Verdict:
    print(verdict, flush=True)
    return verdict


if __name__ == "__main__":
    raise SystemExit(main())
