"""Contacts as files that are taken away (IMP-7): which columns a table has, its cells, and each kind of file.

Reading order: ``choosing`` (what somebody wants), ``columns`` (what that makes of columns), ``cells`` and
``own_cells`` (their values, a column at a time), then a file for each format.
"""
