"""The WSGI entry point: ``gunicorn -c crm/web/gunicorn.conf.py wsgi:app``."""

from crm.app import create_app

app = create_app()
