"""``python -m tests.faults``: a storm and the drills; the exit status tells whether all promises hold."""

import argparse
import random
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin"))

from bootstrap import places
from tests.faults import checks, drills, flowed, flowing, imported, importing, storm
from tests.faults.checks import Verdict
from tests.faults.instance import Instance
from tests.faults.storm import Size

LOCALES = ("en", "ru", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rig and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--writes", type=int, help="contacts that are added; 10000, none with --imports")
    parser.add_argument("--imports", type=int, default=0, help="rows of a file that is imported under faults")
    parser.add_argument(
        "--workflows", type=int, default=0, help="cases that go through a workflow under faults"
    )
    parser.add_argument("--wrong-clock", action="store_true", help="the workers' clock is a day fast (R11)")
    parser.add_argument("--notices", type=int, default=10_000, help="how many of them tell somebody else")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--drills", nargs="*", choices=drills.ALL, help="which; all, none with --imports")
    parser.add_argument("--keep", action="store_true", help="leave the folder with the logs")
    chosen = parser.parse_args(arguments)
    alone = chosen.imports or chosen.workflows
    writes = chosen.writes if chosen.writes is not None else 0 if alone else 10_000
    size = Size(
        chosen.seed, writes, min(chosen.notices, writes), chosen.kills, chosen.imports, chosen.workflows
    )
    names = chosen.drills if chosen.drills is not None else [] if alone else list(drills.ALL)
    with _kept_folder() if chosen.keep else places.folder_of_a_run("artel-faults-") as folder:
        print(f"seed {chosen.seed}, in {folder}", flush=True)
        verdicts = run(folder, size, drill_names=names, wrong_clock=chosen.wrong_clock)
    return 0 if all(verdict.holds for verdict in verdicts) else 1


def _kept_folder() -> AbstractContextManager[Path]:
    return nullcontext(places.temporary_folder("artel-kept-faults-"))


def run(
    folder: Path,
    size: Size,
    *,
    drill_names: Sequence[str],
    durable: bool = True,
    wrong_clock: bool = False,
) -> list[Verdict]:
    """Imports, workflows, a storm and drills, as far as asked for; prints each figure as it is known."""
    verdicts: list[Verdict] = []
    with Instance(folder / "instance", durable=durable, wrong_clock=wrong_clock) as instance:
        if size.imports:
            verdicts += _imports(instance, size)
        if size.workflows:
            verdicts += _workflows(instance, size)
        if wrong_clock:
            verdicts.append(_told(flowed.workers_live_tomorrow(instance)))
        if not (size.writes or drill_names):
            return verdicts
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


def _imports(instance: Instance, size: Size) -> list[Verdict]:
    workspaces = [instance.open_workspace("importing", locale="ru")]
    blown = importing.rage(instance, workspaces, rows=size.imports, kills=size.kills, seed=size.seed)
    print(f"imports: {len(blown.imports)} of {size.imports} rows; seconds: {dict(blown.seconds)}")
    for phase in importing.BUSY.values():
        print(f"faults in the {phase}: {dict(blown.of_phase(phase))}")
    print(f"restarts: {instance.restarts}")
    return [_told(verdict) for verdict in imported.after(blown, instance, workspaces)]


def _workflows(instance: Instance, size: Size) -> list[Verdict]:
    workspace = instance.open_workspace("flowing", locale="en")
    flow = flowing.rage(instance, workspace, size=size.workflows, kills=size.kills, seed=size.seed)
    print(f"workflows: {flow.seconds:.0f} s; faults: {dict(flow.kills)}; restarts: {instance.restarts}")
    print(f"tries without an answer: {dict(flow.tries)}")
    return [_told(verdict) for verdict in flowed.after(flow, instance, workspace)]


def _told(verdict: Verdict) -> Verdict:
    print(verdict, flush=True)
    return verdict


if __name__ == "__main__":
    raise SystemExit(main())
