"""The acts on fields: ``claims`` (who holds a unique value)."""
