"""The acts on fields: ``fields`` (add, change, delete), ``sections`` (and the order), ``options`` (values to
choose from), ``converting`` (another type), ``claims`` (who holds a unique value). What they share stands in
``checks`` (what a field may be), ``sweeps`` (many records), ``noting`` (the journal), ``indexes``.
"""
