"""Exports and erasures in the JSON API: a file for each."""
