"""Before gunicorn forks, its parent rehearses."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from crm.kernel.db import db
from crm.settings import ROOT
from crm.web import rehearsal
from crm.web.planes import Artel
from tests.kit.database import SECRET_KEY

REHEARSAL: Final = """
from crm.app import create_app
from crm.web import rehearsal

rehearsal.rehearse(create_app())
"""
"""In a process of its own: limits are counted where the process' latest app says, and that is nowhere."""


@pytest.mark.promise("L9")
def test_a_rehearsed_parent_knows_its_front_page_and_holds_no_connection(app: Artel) -> None:
    rehearsal.rehearse(app)

    assert app.jinja_env.cache is not None
    assert "signup/front.html" in {name for _loader, name in app.jinja_env.cache}
    with app.app_context():
        assert [engine.pool.checkedin() for engine in db.engines.values()] == [0, 0]  # type: ignore[attr-defined]


def test_a_parent_rehearses_though_all_servers_are_away(tmp_path: Path) -> None:
    nowhere = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ARTEL_")},
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
        "ARTEL_SECRET_KEY": SECRET_KEY,
        "ARTEL_BASE_DOMAIN": "artel.example",
        "ARTEL_SMTP_URL": "smtp://127.0.0.1:1",
        "ARTEL_ENV": "test",
        "ARTEL_DATA": str(tmp_path),
    }

    done = subprocess.run(
        [sys.executable, "-c", REHEARSAL], cwd=ROOT, env=nowhere, capture_output=True, text=True, timeout=240
    )

    assert done.returncode == 0, done.stderr
