"""Workflows, their versions and the mails about cases in the JSON API."""
