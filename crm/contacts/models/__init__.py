"""The rows: ``contact`` (who, how to reach, who is in charge), ``access`` (derived, lists are read from it),
``lists`` (types and tags), ``links`` (who belongs to whom), ``duplicates`` (who may be the same).
"""
