"""A pip to begin with. Debian and Ubuntu cut it out of their Python; then it comes from the registry."""

import hashlib
import importlib.util
import json
import os
import re
import sysconfig
import urllib.request
from pathlib import Path

from bootstrap.checkout import LOCK, PYTHON, VENV, Trouble, run

NETWORK = "Is the package registry reachable? Run the command again: what is done already is not repeated."

_REGISTRY = "https://pypi.org/simple"
_JSON = {"Accept": "application/vnd.pypi.simple.v1+json"}


def pip(*arguments: str, environ: dict[str, str]) -> None:
    """Run pip on ``.venv``, out of a wheel: to install it there would take seconds.

    Raises: Trouble if it fails or cannot be had.
    """
    program = (_bundled() or _fetched()) / "pip"
    run(
        [PYTHON, program, "--quiet", "--disable-pip-version-check", *arguments],
        helps=NETWORK,
        environ=environ,
    )


def locked(name: str) -> str:
    """The lines that pin one package, with its hashes, in the lock; empty if it is not there."""
    found = re.search(rf"^{name}==.*\\\n(?:    --hash=.*\n)+", LOCK.read_text(), re.MULTILINE)
    return found.group() if found else ""


def _bundled() -> Path | None:
    """The wheel that belongs to Python, unless its distributor took it out."""
    ensurepip = importlib.util.find_spec("ensurepip")
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]
    folders += [Path(ensurepip.origin).parent / "_bundled"] if ensurepip and ensurepip.origin else []
    wheels = (wheel for folder in folders if folder for wheel in Path(folder).glob("pip-*.whl"))
    return next(wheels, None)


def _fetched() -> Path:
    """The wheel that the lock pins, from the registry's index (PEP 691); kept in ``.venv``.

    Raises: Trouble if the registry does not answer or has another file under that name.
    """
    index = os.environ.get("PIP_INDEX_URL", _REGISTRY).rstrip("/")
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{index}/pip/", headers=_JSON)) as answer:  # noqa: S310
            files = json.load(answer)["files"]
        wheel = next(
            f for f in files if f["filename"].endswith(".whl") and f["hashes"]["sha256"] in locked("pip")
        )
        with urllib.request.urlopen(wheel["url"]) as answer:  # noqa: S310 (the registry's address, and a hash)
            content = answer.read()
    except (OSError, ValueError, KeyError, StopIteration) as error:
        helps = f"{NETWORK} Or install pip (on Debian and Ubuntu: apt install python3-venv)."
        raise Trouble(f"pip could not be fetched from {index}: {error!r}", helps=helps) from error
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        raise Trouble(
            f"{wheel['url']} is not what the lock names.", helps="Somebody may be tampering with it."
        )
    kept = VENV / str(wheel["filename"])
    kept.write_bytes(content)
    return kept
