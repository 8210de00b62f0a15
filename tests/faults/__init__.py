"""The fault rig: an instance under load while its parts are killed; what was lost? (R1–R3, R5–R7, R14)

    python -m tests.faults --seed 1 --writes 10000 --kills 100
    python -m tests.faults --seed 1 --imports 100000 --kills 100

===========  ==============================================================================================
instance     PostgreSQL, Valkey, mail sink, web and workers of its own, each started again when it ends
writing      a process of its own: clients that add contacts with Idempotency-Keys until each is acknowledged
faults       what can be done to the instance
storm        writing and faults together, until everything has been worked off
checks       what has to be true afterwards, whatever happened
importing    files that are imported under faults; ``sheets`` are the files, ``imported`` what is checked then
drills       one fault at a time, with a stopwatch; ``acts`` are what is done meanwhile
points       a death at each named crash point, one after the other
===========  ==============================================================================================

Every random choice comes from the seed; what the machine makes of it differs from run to run.
"""
