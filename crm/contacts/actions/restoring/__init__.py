"""Putting contacts back as an act found them (CON-19), where nothing newer would be overwritten.

``undoing`` is what the journal calls and ends each undo; ``desk`` holds the contacts at work and says who may
what; ``bin``, ``values``, ``comms`` and ``links`` put back their part, each comparing before it sets. What
really changed is found by comparing the contacts before and after, so that an undo is an act like others.
"""
