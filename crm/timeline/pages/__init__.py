"""The pages: ``tabs`` (of a profile), ``entries`` (writing, changing, pinning) with ``composing``."""
