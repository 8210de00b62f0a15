"""The journal in the JSON API: ``acts`` and ``bin``, on the resource of ``plane``."""
