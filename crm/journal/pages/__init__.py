"""The pages: ``acts`` (what was done, and undoing it) and ``bin``, on the blueprint of ``plane``."""
