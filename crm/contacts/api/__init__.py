"""Contacts in the JSON API.

``plane`` is what all routes hang on, ``shapes`` what is told; then a file for each resource.
"""
