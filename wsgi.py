"""The WSGI entry point: ``gunicorn -c crm/web/gunicorn.conf.py wsgi:app``."""

from crm.app import create_app
from crm.kernel import crashes
from crm.settings import load

settings = load()
crashes.arm(settings)
app = create_app(settings)
