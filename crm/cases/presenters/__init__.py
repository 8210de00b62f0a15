"""Cases in the reader's words."""
