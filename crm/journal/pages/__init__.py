"""The pages: ``acts`` (what was done, and undoing it), on the blueprint of ``plane``."""
