"""Before gunicorn forks, its parent rehearses."""

import pytest

from crm.app import create_app
from crm.kernel.db import db
from crm.settings import Settings
from crm.web import rehearsal
from crm.web.planes import Artel


@pytest.mark.promise("L9")
def test_a_rehearsed_parent_knows_its_front_page_and_holds_no_connection(app: Artel) -> None:
    rehearsal.rehearse(app)

    assert app.jinja_env.cache is not None
    assert "signup/front.html" in {name for _loader, name in app.jinja_env.cache}
    with app.app_context():
        assert [engine.pool.checkedin() for engine in db.engines.values()] == [0, 0]  # type: ignore[attr-defined]


def test_a_parent_rehearses_though_all_servers_are_away(settings: Settings) -> None:
    nowhere = settings.model_copy(
        update={"database_url": "postgresql://nobody@127.0.0.1:1/none", "redis_url": "redis://127.0.0.1:1"}
    )

    rehearsal.rehearse(create_app(nowhere))
