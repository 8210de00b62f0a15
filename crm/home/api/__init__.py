"""What waits and what went wrong, in the JSON API."""
