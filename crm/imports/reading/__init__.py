"""Files as tables: what lies in them (``files.look``) and their rows, one by one (``files.rows``).

Whatever somebody uploads is taken apart by a child process (``reading.child``) with limits of memory, time
and size, and without the instance's secrets; it tells what it sees as lines of JSON. Why, and how encodings
are weighed: docs/decisions/0025-files-are-read-by-a-child.md.
"""
