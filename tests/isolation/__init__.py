"""What keeps workspaces, and people inside one, apart: PROMISES I1–I8.

``routes`` makes addresses of doors; ``matrix`` is the one table of who may do what to which object (I7).
"""
