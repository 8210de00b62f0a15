"""Pages: ``mails`` (settings), ``listing``, ``editing``, ``versions``, ``simulating``, ``health``."""
