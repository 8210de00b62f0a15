"""People and roles in the JSON API."""
