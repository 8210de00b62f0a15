"""Saved views in the JSON API."""
