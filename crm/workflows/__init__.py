"""Workflows: what admins lay down about how a case is dealt with, and the machine that walks it.

A definition is an ordered list of steps, kept in versions. ``engine`` is a pure function from definition,
state, event and instant to a new state and effects; whoever runs it (``cases``, the simulator) carries
these out (CAS-2, CAS-6).
"""
