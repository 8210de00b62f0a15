"""Templates are compiled once an installation and kept beside Python's own compiled modules.

Compiling one takes 50 ms and leaves memory in pieces; reading it takes less than one. What is kept is used
only while the template's text, Jinja and the environment's options are the same.
"""

import hashlib
import pickle
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket

FOLDER: Final = Path(__file__).parent / "__pycache__"


def keep_compiled(environment: jinja2.Environment) -> None:
    """Let this environment read compiled templates and keep new ones. Its options have their last values.

    Where the folder cannot be written, or holds something broken, templates are compiled as ever.
    """
    options = (
        jinja2.__version__, environment.trim_blocks, environment.lstrip_blocks,
        *sorted(environment.extensions), *sorted(environment.filters),
    )  # fmt: skip
    environment.bytecode_cache = _Kept(hashlib.sha256(repr(options).encode()).hexdigest()[:12])


class _Kept(jinja2.BytecodeCache):
    def __init__(self, options: str) -> None:
        self._options = options

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with self._path(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        path = self._path(bucket)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        with suppress(OSError):
            FOLDER.mkdir(exist_ok=True)
            fresh.write_bytes(bucket.bytecode_to_string())
            fresh.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return FOLDER / f"template-{bucket.key}-{self._options}.bin"
