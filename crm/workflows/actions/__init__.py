"""Acts on ``mails`` (their words) and on ``workflows`` (names, steps, versions)."""
