import signal
import subprocess
import sys
from pathlib import Path

from crm.settings import ROOT

PASS_ALL = """
import sys
from crm.kernel import crashes
from crm.settings import Settings
settings = Settings(
    database_url="postgresql:///x", redis_url="redis://x", base_domain="localhost", secret_key="x" * 32,
    smtp_url="smtp://x", env=sys.argv[1], crash_at=sys.argv[2],
)
crashes.arm(settings)
for point in crashes.CrashPoint:
    print(point.value, flush=True)
    crashes.crash_at(point)
"""


def passed(env: str, crash_at: str) -> tuple[list[str], int]:
    """The points that a process reached which passes all of them, and how it ended."""
    call = [sys.executable, "-c", PASS_ALL, env, crash_at]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
    return done.stdout.split(), done.returncode


def test_a_process_dies_at_a_named_point_as_if_killed() -> None:
    points, status = passed("development", "runner.acted,mail.accepted")

    assert points[-1] == "runner.acted"
    assert status == -signal.SIGKILL


def test_a_planted_crash_is_good_for_one_process(tmp_path: Path) -> None:
    (tmp_path / "mail.sending").touch()

    assert passed("test", str(tmp_path))[0][-1] == "mail.sending"
    assert passed("test", str(tmp_path))[1] == 0


def test_in_production_nothing_crashes_on_purpose() -> None:
    assert passed("production", "runner.acted")[1] == 0
