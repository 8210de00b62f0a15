"""Notices and what one chooses about them, in the JSON API."""
