"""Workflows in the reader's words: ``letters`` (mails), ``picture``, ``telling`` (steps), ``differences``."""
