"""Imports in the JSON API."""
