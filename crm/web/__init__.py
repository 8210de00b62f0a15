"""Where Flask is set up: doors, planes, sessions, errors, limits, headers, health — and what plugs in.

A request goes host → directory → tenant scope → actor → language → ``can=`` → view → commit. Reading order:
``product`` (what a package plugs in), ``pages`` (doors), ``lifecycle`` (what happens around a view).
"""
