"""Tasks, their categories and templates in the JSON API."""
