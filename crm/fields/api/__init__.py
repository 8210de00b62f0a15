"""Fields and sections in the JSON API."""
