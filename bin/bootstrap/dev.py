"""``bin/dev``: everything that Artel needs, running on this machine until Ctrl-C."""

import argparse
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from bootstrap.checkout import ROOT, VENV, Trouble, say, told
from bootstrap.installing import set_up
from bootstrap.instance import Instance
from bootstrap.running import Running

_LANGUAGES = {"en": "English", "ru": "Russian"}


def main(arguments: Sequence[str]) -> int:
    """Run Artel until Ctrl-C or SIGTERM; the exit status."""
    chosen = _parsed(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    instance = Instance(chosen.data.resolve())
    try:
        set_up()
        with instance.held(), Running(instance) as running:
            running.start(port=chosen.port)
            if chosen.demo:
                running.start_demo()
            running.wait()
            say("Ready")
            print(_screen(running.apex, demo=running.demo(), folder=instance.folder), flush=True)
            running.watch()
    except Trouble as trouble:
        return told(trouble)
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/dev", description="Run Artel with all it needs, until Ctrl-C.")
    parser.add_argument("--port", type=int, default=8000, help="of the web server; if busy, the next (8000)")
    data = Path(os.environ.get("ARTEL_DATA") or ROOT / "var")
    parser.add_argument("--data", type=Path, default=data, metavar="DIR", help="where all is kept (var/)")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="make no demo workspaces")
    return parser.parse_args(arguments)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _screen(apex: str, *, demo: Sequence[Mapping[str, Any]], folder: Path) -> str:
    """Addresses, who can sign in, where things are and how to stop."""
    lines = ["", "Artel runs.", "", f"  Front page  {apex}", f"  Mails       {apex}/mails"]
    for workspace in demo:
        language = _LANGUAGES.get(workspace["locale"], workspace["locale"])
        lines += ["", f"  {workspace['name']} ({language})  {workspace['url']}"]
        lines += [
            f"    {person['role']:<9} {person['email']:<30} {person['password']}"
            for person in workspace["people"]
        ]
    command = VENV.joinpath("bin", "crm")
    lines += [
        "",
        f"  Commands    {command} --help",
        f"  Logs        {folder}/*.log",
        "  Stop        Ctrl-C",
        "",
    ]
    return "\n".join(lines)
