"""What waits for people, and what went wrong."""
