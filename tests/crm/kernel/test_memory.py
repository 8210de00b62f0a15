import subprocess
import sys

import pytest

from crm.kernel.memory import absent
from crm.settings import ROOT

NEEDLESS = "PIL alembic attr playwright pygments rich valkey zxcvbn".split()
"""Large packages that most processes never use, and such that only development has."""
IMPORT = """
import json, sys
from crm.app import create_app
from crm.settings import Settings
from workers import __main__, kinds
create_app(Settings(
    database_url="postgresql:///x", redis_url="redis://x", base_domain="localhost", secret_key="x" * 32,
    smtp_url="smtp://x", env="test",
))
kinds.load()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.promise("L9")
def test_no_process_imports_what_it_may_never_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, cwd=ROOT, check=True
    )

    imported = [name for name in NEEDLESS if f'"{name}"' in done.stdout]

    assert imported == []


def test_an_absent_package_is_there_again_afterwards() -> None:
    with absent("antigravity", "sys"), pytest.raises(ImportError):
        import antigravity  # noqa: F401

    assert "antigravity" not in sys.modules
    assert sys.modules["sys"] is sys
