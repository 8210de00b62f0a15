"""Histories and the audit log in the JSON API."""
