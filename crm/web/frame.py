"""What every page's template gets: the frame with navigation and person, assets, and ways to tell values."""

import json
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for
from flask_login import LoginManager

from crm.kernel import context, moments
from crm.kernel.access import Actor, Doors, May
from crm.kernel.i18n import LOCALES, locale
from crm.kernel.names import initials
from crm.web import here
from crm.web.identity import Identity

BUILD = Path(__file__).parent / "static" / "build"
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}
MOST_KINDS: Final = 256
"""So many sets of rights and languages are remembered; then they are made anew."""
PRIVATE: Final = ("notices", "recent", "unread", "settings")
"""Places that nobody sees who sees as another user."""
login_manager = LoginManager()


@dataclass(frozen=True)
class Frame:
    """Everything around the page's own content. ``workspace`` and ``person`` are None where there is none."""

    workspace: str | None
    person: dict[str, Any] | None
    nav: list[dict[str, Any]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, Any]] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    languages: list[dict[str, Any]] = field(default_factory=list)
    unread: int = 0
    locale: str = "en"
    path: str = "/"
    logo: str | None = None
    seeing_as: dict[str, Any] | None = None


def install(app: Flask) -> None:
    """Give templates the frame, the assets and Flask-Login's current user."""
    login_manager.init_app(app)
    login_manager.request_loader(lambda _request: identity.user if (identity := here.identity()) else None)
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.filters.update(short=moments.short, exact=moments.exact)
    app.context_processor(lambda: {"frame": _frame_of_request()})


def path(endpoint: str) -> str:
    """The path of a page of the workspace's plane that takes no values; built once for each."""
    paths: dict[str, str] = current_app.extensions.setdefault("artel_paths", {})
    if endpoint not in paths:
        paths[endpoint] = url_for(endpoint)
    return paths[endpoint]


def _frame_of_request() -> Frame:
    """The frame, made once a request: a page may be put together of several templates."""
    if g.get("bare_frame"):
        return _frame()
    if "frame" not in g:
        g.frame = _frame()
    made: Frame = g.frame
    return made


def asset(name: str) -> str:
    """The URL of a built asset by its plain name (``app.css``)."""
    built = _manifest(_built_at(int(time.monotonic()))).get(name, name)
    return f"/static/build/{built}"


@lru_cache(maxsize=1)
def _built_at(_second: int) -> float:
    """When the assets were built; asked of the disk once a second at most."""
    try:
        return (BUILD / "manifest.json").stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=1)
def _manifest(_built: float) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    except OSError:
        return {}
    return manifest


def _frame() -> Frame:
    pin, identity, entry = context.pin(), here.identity(), here.entry()
    name = entry.name if entry and pin else None
    if identity is None or pin is None or g.get("bare_frame"):
        return Frame(
            workspace=name,
            person=None,
            urls=_urls(),
            languages=_languages(),
            locale=locale(),
            path=request.path,
        )
    ways = _ways(identity)
    return Frame(
        workspace=name,
        person=_person(identity),
        nav=_marked(ways.nav),
        sections=_marked(ways.sections),
        commands=ways.commands,
        urls=_urls(),
        languages=[] if identity.viewer else _languages(),
        unread=0 if identity.viewer else here.product().unread_count(identity.actor),
        locale=locale(),
        path=request.path,
        logo=_logo(identity),
        seeing_as=_seeing_as(identity),
    )


def _seeing_as(identity: Identity) -> dict[str, Any] | None:
    """Whose eyes the viewer looks through, and where that ends."""
    return {"name": identity.actor.name, "url": path("team.end_seeing_as")} if identity.viewer else None


def _urls() -> dict[str, str]:
    """Where the frame's own links lead, as far as their pages stand on this plane."""
    apex = here.settings().apex
    urls = {"terms": f"{apex}/terms", "privacy": f"{apex}/privacy"}
    if context.pin() is None:
        return {**urls, "home": "/"}
    places = here.product().places
    identity = here.identity()
    hidden = PRIVATE if identity and identity.viewer else ()
    return urls | {name: path(endpoint) for name, endpoint in places.items() if name not in hidden}


def _languages() -> list[dict[str, Any]]:
    """The two languages, each in its own words. A visitor's is asked for by address, a person's is kept."""
    keeps = here.identity() is not None and context.pin() is not None
    again = _here_again()
    return [
        {
            "code": code,
            "label": LANGUAGE_NAMES[code],
            "url": path("team.choose_language") if keeps else _here_again(lang=code),
            "method": "post" if keeps else "get",
            "fields": {"locale": code, "next": again},
            "current": code == locale(),
        }
        for code in LOCALES
    ]


def _here_again(**more: str) -> str:
    """The page that is shown, with all that its address asks for but the language, and with this. A page that
    answers a form can't be asked for again: the start page then.
    """
    asked = [each for each in request.args.items(multi=True) if each[0] != "lang"]
    query = urlencode([*asked, *more.items()])
    path, query = (request.path, query) if request.method == "GET" else ("/", urlencode(more))
    return f"{path}?{query}" if query else path


def _person(identity: Identity) -> dict[str, Any]:
    actor = identity.actor
    return {
        "id": actor.user_id,
        "name": actor.name,
        "initials": initials(actor.name),
        "photo": identity.user.photo_url,
        "role": identity.role_label,
        "url": "" if identity.viewer else path("team.own_settings"),
    }


def _logo(identity: Identity) -> str | None:
    version = identity.logo_version
    return url_for("team.logo", version=version) if version else None


@dataclass(frozen=True, slots=True)
class Ways:
    """Where somebody is led: the same for all who have the same rights and language."""

    nav: list[dict[str, Any]]
    sections: list[dict[str, Any]]
    commands: list[dict[str, Any]]


def _ways(identity: Identity) -> Ways:
    """The ways of this person; made once for each set of rights, in each process."""
    actor, made = identity.actor, current_app.extensions.setdefault("artel_ways", {})
    rights = actor.is_system, actor.scopes, frozenset(actor.reaches.items())
    key = locale(), identity.viewer is not None, rights
    if key not in made:
        if len(made) >= MOST_KINDS:
            made.clear()
        made[key] = _ways_of(actor, viewed=identity.viewer is not None)
    found: Ways = made[key]
    return found


def _ways_of(actor: Actor, *, viewed: bool) -> Ways:
    """Pages of the settings and of the palette that are for oneself alone are not there for who looks on."""
    product = here.product()
    nav = [item for item in product.navigation if _allows(item.can, actor)]
    allowed = [section for section in product.sections if _allows(section.can, actor)]
    sections = [section for section in allowed if not (viewed and section.group == "own")]
    called = [entry for entry in product.palette_commands if _allows(entry.can, actor)]
    entries: list[Any] = [*nav, *called, *sections]
    commands = [entry for entry in entries if not (viewed and _is_own(entry.endpoint))]
    below = [[path(one) for one in product.below.get(item.key, ())] for item in nav]
    places = [{**_item(item), "below": some} for item, some in zip(nav, below, strict=True)]
    return Ways(places, list(map(_item, sections)), list(map(_command, commands)))


def _item(item: Any) -> dict[str, Any]:
    return {
        "key": item.key,
        "label": str(item.label),
        "url": path(item.endpoint),
        "icon": getattr(item, "icon", None),
        "group": item.group,
        "count": None,
    }


def _command(entry: Any) -> dict[str, Any]:
    return {
        "label": str(entry.label),
        "url": path(entry.endpoint),
        "icon": getattr(entry, "icon", "settings"),
        "keys": getattr(entry, "keys", ""),
        "method": "get",
    }


def _marked(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items, each with whether the page is one of its own."""
    return [{**item, "active": any(map(_is_at, (item["url"], *item.get("below", ()))))} for item in items]


def _is_at(url: str) -> bool:
    """Whether the page is this one, or stands below it; below the start page stands none."""
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))


def _is_own(endpoint: str) -> bool:
    """Whether the page is for oneself alone: nobody is led there who sees as another user (ACC-7)."""
    door = here.product().door_of(endpoint, "GET")
    return door is not None and door.own


def _allows(can: May | Doors, actor: Actor) -> bool:
    return isinstance(can, Doors) or actor.may(can)
