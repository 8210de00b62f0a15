"""Custom values in the reader's words: ``telling`` (what a value says), ``inputs`` (what a form shows)."""
