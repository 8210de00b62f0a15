"""People and companies that a workspace deals with: how to reach them, who is in charge, who may see them.

Reading order: ``models``, ``access`` (who sees and does what, and the access list),
``forms`` (what may be typed), ``actions`` (a file for each kind of act), ``queries`` (list and search).
"""
