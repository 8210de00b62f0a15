"""gunicorn's settings: two preloaded processes with threads; the database pool opens after the fork."""

import concurrent.futures.thread  # noqa: F401 — else each process imports it for itself
import os
from typing import Any

bind = f"{os.environ.get('ARTEL_BIND', '127.0.0.1')}:{os.environ.get('ARTEL_PORT', '8000')}"
workers = int(os.environ.get("ARTEL_WEB_WORKERS", "2"))
threads = int(os.environ.get("ARTEL_WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 0
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
limit_request_line = 8190
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Have the preloaded parent rehearse and settle before it forks (L9). It keeps no connection open.

    Unless the app was rehearsed before gunicorn began: then there is a parent above that has settled.
    """
    from crm.kernel import memory
    from crm.web import rehearsal

    app = server.app.wsgi()
    if not rehearsal.is_rehearsed(app):
        rehearsal.rehearse(app)
        memory.settle()
