"""Contacts in the JSON API: ``plane`` (what all routes hang on), ``shapes`` (what is told), a file a resource."""
