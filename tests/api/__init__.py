"""The JSON API as programs meet it. ``python -m tests.api.fuzz --cases 10000`` is its long fuzz run."""
