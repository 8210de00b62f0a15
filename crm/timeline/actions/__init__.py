"""The acts on what people write down: ``entries`` (add, change, delete), ``pinning``.

For other packages: ``restoring`` (undo) and ``following`` (merge, purge and erasure of the contact).
"""
