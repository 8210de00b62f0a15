"""What every package stands on: database, context, facts, jobs, access, words — and no domain.

Flask is known to two files only: ``db.py`` (Flask-SQLAlchemy) and ``i18n.py`` (Flask-Babel).
"""
