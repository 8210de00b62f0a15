"""Questions: ``mails`` (how mails are worded), ``workflows`` (and their versions)."""
