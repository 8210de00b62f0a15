"""Questions about a history: ``history`` (facts and entries in one list), ``entries``, ``mentions``."""
