"""Web from the background's own parent: gunicorn with its usual settings, on the app that is there already.

It is imported by ``python -m workers --web`` alone, before the fork, so that what gunicorn brings is shared.
"""

import os
from typing import Any

import gunicorn.workers.gthread  # noqa: F401 — gunicorn looks it up by name, after the fork
from gunicorn.app.base import Application

from crm.settings import ROOT
from crm.web.planes import Artel

SETTINGS = ROOT / "crm" / "web" / "gunicorn.conf.py"


class Serving(Application):
    """gunicorn as it is started by its own command, except that it finds the app made and rehearsed."""

    def __init__(self, app: Artel) -> None:
        self._made = app
        super().__init__()

    def load_config(self) -> None:
        """Its settings are those of the file; the command line belongs to the background."""
        self.load_config_from_file(str(SETTINGS))

    def load(self) -> Any:
        """The app of the parent."""
        return self._made


def serve(app: Artel) -> None:
    """Serve web until SIGTERM; running requests end first. It does not return.

    A socket that systemd holds for the parent is taken over.
    """
    if "LISTEN_PID" in os.environ:
        os.environ["LISTEN_PID"] = str(os.getpid())
    Serving(app).run()
