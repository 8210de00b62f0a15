"""Pages of the apex host: what Artel is, sign-up with its progress, find my workspace."""
