"""Planted holes (I10): would the suite notice if a filter, a check or a SET were missing?

    python -m tests.holes            # every hole, with what found it
    python -m tests.holes NAME …     # these

Each hole is one edit of one source file, made while the file is being imported in a process of its own; the
files themselves stay as they are. ``bin/test`` checks that every edit still fits and plants a few.
"""
