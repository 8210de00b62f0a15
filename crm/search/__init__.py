"""One search over all kinds of records, each plugged in by its own package (CON-13)."""
