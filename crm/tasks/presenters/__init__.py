"""Tasks in the reader's words: their dates, rules and rows, and what acts changed of them."""
