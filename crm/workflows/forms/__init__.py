"""What may be typed: ``mails`` (the words of mails), ``workflows`` (names, definitions, wishes)."""
