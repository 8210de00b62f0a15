"""What may be typed about contacts: shapes shared by pages, API, imports and commands.

``contact`` is the whole record, ``comms`` the ways to reach it, ``people`` who is in charge, ``types`` the
list of types.
"""
