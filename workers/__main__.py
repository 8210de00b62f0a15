"""``python -m workers``: the dispatcher and one worker for each queue, forked from one preloaded parent.

``python -m workers dispatcher instant`` runs some of them, ``instant instant`` two of one queue. With
``--web`` the same parent serves web too: a whole installation in the memory of one app (decision 10).
"""

import argparse
import signal
from collections.abc import Callable, Sequence
from functools import partial

from flask import Flask
from redis import Redis

from crm.app import create_app
from crm.kernel import crashes, memory, valkey
from crm.kernel.jobs import KINDS, QUEUES
from crm.mail import composing
from crm.settings import Settings, load
from crm.web import rehearsal
from crm.web.planes import Artel
from workers import kinds
from workers.dispatcher import Dispatcher
from workers.runtime import Runner
from workers.supervisor import Supervisor
from workers.wakeups import Queues
from workers.worker import rehearse, work

DISPATCHER = "dispatcher"
PARTS = (DISPATCHER, *QUEUES)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until SIGTERM or Ctrl-C; running slices end first."""
    parser = argparse.ArgumentParser(prog="python -m workers", description="Run Artel's background.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument("--web", action="store_true", help="serve web too, from the same parent")
    chosen = parser.parse_args(arguments)
    parts = chosen.parts or PARTS
    if not set(parts) <= set(PARTS):
        parser.error(f"there are only these parts: {', '.join(PARTS)}")
    settings = load()
    crashes.arm(settings)
    app = create_app(settings)
    kinds.load()
    Runner(app).warm_up()
    composing.rehearse()
    connection = valkey.client(settings.redis_url, connect_seconds=5)
    rehearse(app, connection)
    targets = [(part, _target(part, app, settings, connection)) for part in parts]
    targets += [("web", _web(app))] if chosen.web else []
    memory.settle()
    Supervisor(targets).run()


def _target(part: str, app: Flask, settings: Settings, connection: Redis) -> Callable[[], None]:
    return partial(_dispatch, settings) if part == DISPATCHER else partial(work, app, part, connection)


def _web(app: Artel) -> Callable[[], None]:
    from workers import serving

    rehearsal.rehearse(app)
    return partial(serving.serve, app)


def _dispatch(settings: Settings) -> None:
    connection = valkey.client(settings.redis_url, connect_seconds=2, answer_seconds=5)
    dispatcher = Dispatcher(settings, queues=Queues(connection), kinds=KINDS)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, dispatcher.stop)
    dispatcher.run()


if __name__ == "__main__":
    main()
