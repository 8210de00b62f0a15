"""From bare Python to everything that Artel runs on: packages, page assets, catalogues.

Each step has a digest of what it is made from. The digests are kept in one stamp inside ``.venv``, each
written after its step has succeeded, so a second start does nothing and an interrupted one goes on where it
stopped.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap.checkout import LOCK, PYTHON, ROOT, VENV, Trouble, run, say
from bootstrap.pip import NETWORK, locked, pip

ASSETS = ROOT / "crm" / "web" / "assets"
BUILT = ROOT / "crm" / "web" / "static" / "build"
CATALOGUES = ROOT / "translations"

_STAMP = VENV / "artel-stamp.json"
_BIN = VENV / "bin"
_WRITABLE = f"Can you write to {ROOT}? If somebody else (root?) made .venv or node_modules, remove both."


@dataclass(frozen=True)
class Step:
    """One part of the set-up: remade when ``sources`` or ``extra`` have changed or ``output`` is gone."""

    name: str
    saying: str
    sources: Sequence[Path]
    output: Sequence[Path]
    act: Callable[[], None]
    extra: str = ""

    def digest(self) -> str:
        found = hashlib.sha256(self.extra.encode())
        for path in sorted(_files(self.sources)):
            found.update(f"\0{path.relative_to(ROOT)}\0".encode())
            found.update(path.read_bytes())
        return found.hexdigest()

    def is_stale(self, stamp: dict[str, str]) -> bool:
        return stamp.get(self.name) != self.digest() or not all(path.exists() for path in self.output)


def set_up() -> None:
    """Make ``.venv``, the page assets and the catalogues what the checkout asks for; 50 ms if they are.

    Raises: Trouble, with the step's own output above it on the terminal.
    """
    if not any(step.is_stale(_stamp()) for step in _steps()):
        return
    with only_one():
        for step in _steps():
            if step.is_stale(_stamp()):
                say(step.saying)
                step.act()
                _stamp_with(step)


def _steps() -> list[Step]:
    catalogues = list(CATALOGUES.glob("**/*.po"))
    compiled = [path.with_suffix(".mo") for path in catalogues]
    npm = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    project = [ROOT / "setup.cfg", ROOT / "pyproject.toml", ROOT / "requirements.in", LOCK]
    modules, manifest = ROOT / "node_modules", BUILT / "manifest.json"
    return [
        Step("python", "Making .venv", [], [PYTHON], _make_venv, extra=f"{ROOT} {sys.version}"),
        Step("packages", "Installing the locked Python packages", [LOCK], [_BIN / "ruff"], _install_packages),
        Step("project", "Installing Artel itself", project, [_BIN / "crm"], _install_project),
        Step("node", "Installing what pages are built from", npm, [modules], _install_node_packages),
        Step("assets", "Building styles, scripts and icons", [ASSETS, *npm], [manifest], _build_assets),
        Step("catalogues", "Compiling the translations", catalogues, compiled, _compile_catalogues),
    ]


def _make_venv() -> None:
    for path in VENV.iterdir():
        if path != _lock_path():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    missing = "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv)."
    run([_base_python(), "-m", "venv", "--without-pip", VENV], helps=missing)


def _install_packages() -> None:
    if _has_uv():
        with contextlib.suppress(Trouble):
            _uv("pip", "sync", "--require-hashes", str(LOCK))
            return
    say("uv is not to be had here; pip takes longer")
    # the lock names every package; what they ask for besides (an extra, say) would have no hash
    pip("install", "--no-deps", "--require-hashes", "--requirement", str(LOCK), environ=_fetching())


def _has_uv() -> bool:
    """Install uv as the lock pins it, unless it is there."""
    if not (pin := locked("uv")):
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(pin)
        wanted.flush()
        with contextlib.suppress(Trouble):
            pip("install", "--require-hashes", "--requirement", wanted.name, environ=_fetching())
            return True
    return False


def _base_python() -> Path:
    return Path(getattr(sys, "_base_executable", sys.executable))


def _uv(*arguments: str) -> None:
    run([_BIN / "uv", "--quiet", *arguments, "--python", str(PYTHON)], helps=NETWORK, environ=_fetching())


def _install_project() -> None:
    options = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
    options += ["--editable", "."]
    if (_BIN / "uv").exists():
        _uv("pip", "install", "--offline", *options)
        return
    pip("install", "--no-index", *options, environ=_fetching())


def _install_node_packages() -> None:
    run([_BIN / "npm", "ci", "--ignore-scripts"], helps=NETWORK, environ=node_environ())


def _build_assets() -> None:
    helps = "Mend the source that is named above; crm/web/assets/build.mjs reads them."
    run([_BIN / "node", ASSETS / "build.mjs"], helps=helps, environ=node_environ())


def _compile_catalogues() -> None:
    for domain in {path.stem for path in CATALOGUES.glob("**/*.po")}:
        run(
            [_BIN / "pybabel", "compile", "--directory", CATALOGUES, "--domain", domain],
            helps="Mend the catalogue that is named above.",
        )


def node_environ() -> dict[str, str]:
    return {**_fetching(), "PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _fetching() -> dict[str, str]:
    """Settings for uv and npm: pip's index for uv too, a cache they can write if home is none, and trust.

    Like pip they trust whom the system trusts: a company's proxy may have a certificate of its own.
    """
    trust = {"UV_SYSTEM_CERTS": "1", "NODE_USE_SYSTEM_CA": "1"}
    found = {name: os.environ.get(name, value) for name, value in trust.items()}
    index = os.environ.get("PIP_INDEX_URL")
    if index and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(os.environ):
        found["UV_DEFAULT_INDEX"] = index
    home = Path.home()
    if not os.access(home, os.W_OK):
        found |= {"UV_CACHE_DIR": str(VENV / "cache/uv"), "npm_config_cache": str(VENV / "cache/npm")}
    return found


def _files(sources: Sequence[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from (path for path in source.rglob("*") if path.is_file())
        elif source.exists():
            yield source


def _stamp() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(_STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _stamp_with(step: Step) -> None:
    fresh = _STAMP.with_suffix(".new")
    fresh.write_text(json.dumps({**_stamp(), step.name: step.digest()}, indent=1))
    fresh.replace(_STAMP)


def _lock_path() -> Path:
    return VENV / "artel-lock"


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the set-up of this checkout; a second command waits here until the first is through."""
    try:
        VENV.mkdir(exist_ok=True)
        lock = _lock_path().open("w")
    except OSError as error:
        raise Trouble(f"{VENV} cannot be written: {error.strerror}.", helps=_WRITABLE) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this checkout is running; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
