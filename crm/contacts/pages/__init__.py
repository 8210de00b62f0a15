"""The pages: ``lists`` (the list), ``profile`` and its ``tabs``, ``editing`` (the form, read by ``typed``),
``people`` (managers and sharing), ``bin``, ``types`` (settings). All hang on the blueprint of ``plane``.
"""
