"""Lists of records as people want to see them: filters, saved views, columns, selections (CON-10, CON-11).

A list's state is text that stands in its address; a saved view keeps such a text under a name. What may be
filtered and shown of a kind of record, its package says.
"""
