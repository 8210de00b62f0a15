"""The acts on contacts: ``saving`` (add, change), ``people`` (managers, sharing), ``bin``, ``handing_over``,
``types``. What they share stands in ``writing`` and, for ways to reach, in ``reaching``.
"""
