"""The operator's command on an instance beside this process, run in this process."""

from typing import Final

from click.testing import CliRunner

from crm.app import create_app
from crm.cli import whole
from crm.settings import Settings
from crm.web.limits import limiter
from tests.kit.database import hang_up

_RUNNER: Final = CliRunner()


class Operator:
    """``crm`` without its start, which takes seconds: ``operator("tenants", "create", "blue", …)``."""

    def __init__(self, settings: Settings) -> None:
        counted = dict(vars(limiter))
        self._app = create_app(settings)
        vars(limiter).update(counted)  # there is one for the process: it counts where the tests' own app says
        self._settings = settings

    def __call__(self, *words: str) -> str:
        """Run the command and return what it prints.

        Raises:
            AssertionError: it failed, with what it said.
        """
        with self._app.app_context():
            done = _RUNNER.invoke(
                whole(self._app),
                words,
                obj={"app": self._app, "settings": self._settings},
                catch_exceptions=False,
            )
        assert done.exit_code == 0, f"{words[:2]}: {done.output}"
        return done.stdout

    def hang_up(self) -> None:
        """Close its connections."""
        hang_up(self._app)
