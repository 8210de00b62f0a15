"""Mails: templates in both languages, the ledger that makes sending safe, and SMTP."""
