"""Fields that a workspace adds itself, for any kind of record: their list, their one validator, their pages.

Values live in the record's own JSONB column ``custom`` as ``{field id: value}``; this package never touches
a record. Reading order: ``models``, ``values`` (the validator), ``actions``.
"""
