"""The web's rehearsal: before it forks, a preloaded parent lives through a few visits.

What every process would otherwise prepare for itself at its first visits (mappers, PostgreSQL's dialect,
routes, templates, catalogs) is then there and shared: less memory, and the first visitor does not wait.
"""

import redis
from sqlalchemy.orm import configure_mappers
from werkzeug.test import create_environ, run_wsgi_app

from crm.kernel.db import db
from crm.kernel.i18n import LOCALES
from crm.settings import Settings
from crm.web.planes import Artel


def rehearse(app: Artel) -> None:
    """Visit the front page in each language, and part from all servers again.

    Where PostgreSQL or Valkey are away the visits see an error page; nothing is raised.
    """
    settings: Settings = app.extensions["artel_settings"]
    valkey: redis.Redis = app.extensions["artel_redis"]
    configure_mappers()
    for path, locale in (("/readyz", "en"), *(("/", locale) for locale in LOCALES)):
        visit = create_environ(path, settings.apex, headers={"Accept-Language": locale})
        run_wsgi_app(app, visit, buffered=True)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    valkey.connection_pool.disconnect()
    app.extensions["artel_rehearsed"] = True


def is_rehearsed(app: Artel) -> bool:
    """Whether this process, or one it was forked from, has rehearsed."""
    return "artel_rehearsed" in app.extensions
