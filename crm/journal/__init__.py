"""What an act changed, value by value: read by history and audit, and taken back by undo (CON-18, CON-19).

The journal keeps acts and their changes and never writes a domain table. Whoever owns a kind of record hands
in a ``Restorer``; the bin's pages ask ``BinKind``s. Reading order: ``models``, ``restorers``, ``actions``.
"""
