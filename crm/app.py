"""The app, wired together: a table of contents of the product."""

from types import ModuleType

from werkzeug.middleware.proxy_fix import ProxyFix

import crm.cases.wiring
import crm.consents.wiring
import crm.contacts.wiring
import crm.demo.wiring
import crm.fields.wiring
import crm.files.wiring
import crm.home.wiring
import crm.imports.wiring
import crm.journal.wiring
import crm.mail.wiring
import crm.notifications.wiring
import crm.privacy.wiring
import crm.reference.wiring
import crm.search.wiring
import crm.signup.wiring
import crm.tasks.wiring
import crm.team.wiring
import crm.timeline.wiring
import crm.views.wiring
import crm.web.parts
import crm.workflows.wiring
from crm.kernel import asked, runs, templates, valkey  # noqa: F401 (runs: its table)
from crm.kernel import db as database
from crm.kernel.db import db
from crm.kernel.i18n import babel, locale, time_zone
from crm.settings import ROOT, Settings, load
from crm.web import built, calling, drawn, errors, frame, headers, health, kept, lifecycle, limits, wording
from crm.web.answers import MOST_FIELDS
from crm.web.api import plugging as api
from crm.web.backoff import Backoff
from crm.web.csrf import csrf
from crm.web.planes import Artel, on_both_planes
from crm.web.product import Product
from crm.web.sessions import HostBoundSessions, prefix
from tenants.directory import Directory

WIRING: tuple[ModuleType, ...] = (
    crm.mail.wiring,
    crm.signup.wiring,
    crm.team.wiring,
    crm.notifications.wiring,
    crm.journal.wiring,
    crm.files.wiring,
    crm.fields.wiring,
    crm.views.wiring,
    crm.contacts.wiring,
    crm.consents.wiring,
    crm.tasks.wiring,
    crm.workflows.wiring,
    crm.cases.wiring,
    crm.timeline.wiring,
    crm.privacy.wiring,
    crm.imports.wiring,
    crm.search.wiring,
    crm.reference.wiring,
    crm.home.wiring,
    crm.demo.wiring,
    crm.web.parts,
)
LARGEST_BODY_BYTES = 8 * 1024 * 1024
LARGEST_FORM_BYTES = 2 * 1024 * 1024


def create_app(settings: Settings | None = None, *, extra: tuple[ModuleType, ...] = ()) -> Artel:
    """Make the WSGI app. ``extra`` are wiring modules of packages beyond the built-in ones (tests use it)."""
    settings = settings or load()
    app = Artel(
        "crm",
        title="Artel",
        version="1",
        docs_path=None,
        spec_path=None,
        json_errors=False,
        static_folder=None,
        template_folder="web/templates",
    )
    app.directory = Directory(settings)
    app.extensions["artel_settings"] = settings
    app.extensions["artel_directory"] = app.directory
    app.extensions["artel_redis"] = valkey.client(settings.redis_url, connect_seconds=0.2, answer_seconds=0.5)
    app.extensions["artel_backoff"] = Backoff(app.extensions["artel_redis"])
    _configure(app, settings)
    _database(app, settings)
    _words(app)
    _web(app, settings)
    _plug_in(app, settings, (*WIRING, *extra))
    templates.keep_compiled(app.jinja_env)
    return app


def _configure(app: Artel, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.derived("flask"),
        TRUSTED_HOSTS=[settings.host_name, f".{settings.host_name}", "127.0.0.1", "localhost"],
        SESSION_COOKIE_NAME=f"{prefix(settings)}state",
        SESSION_COOKIE_SECURE=settings.scheme == "https",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        TESTING=settings.env == "test",
        PROPAGATE_EXCEPTIONS=False,
    )
    app.session_interface = HostBoundSessions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _database(app: Artel, settings: Settings) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.app_url
    # Flask-SQLAlchemy gives the options below to the default bind alone
    app.config["SQLALCHEMY_BINDS"] = {"control": {"url": settings.app_url, **database.engine_options()}}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options()
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            database.guard(engine)
            asked.let_hear(engine, of_tenants=engine is db.engine)
        database.pin_each_transaction(db.engine)
        database.prepare_what_asks(db.engine)


def _words(app: Artel) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    babel.init_app(app, locale_selector=lambda: "en", timezone_selector=time_zone)
    calling.install(app)
    wording.install(app)
    app.jinja_env.globals["locale"] = locale


def _web(app: Artel, settings: Settings) -> None:
    csrf.init_app(app)
    limits.install(app, settings)
    frame.install(app)
    kept.install(app)
    drawn.install(app)
    headers.install(app, settings)
    errors.install(app)
    lifecycle.install(app)
    on_both_planes(app, "/static/<path:filename>", "static", built.sent)
    with app.app_context():
        engine = db.engines["control"]
    app.wsgi_app = health.Health(  # type: ignore[method-assign, assignment]
        ProxyFix(app.wsgi_app) if settings.env == "production" else app.wsgi_app,
        engine=engine,
        redis_client=app.extensions["artel_redis"],
    )


def _plug_in(app: Artel, settings: Settings, wirings: tuple[ModuleType, ...]) -> None:
    product = Product(env=settings.env)
    app.extensions["artel_product"] = product
    api.install(app, product)
    for wiring in wirings:
        wiring.wire(product)
    for blueprint in product.blueprints:
        app.register_blueprint(blueprint)
