"""Pages of saved views, and the strip of them over a list."""
