"""The pages of tasks, on the blueprint of ``plane``."""
