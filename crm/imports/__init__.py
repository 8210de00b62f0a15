"""Imports: files of contacts that people bring along, read, understood, and made into contacts.

``reading`` takes files apart in a process of its own; ``guessing`` tells what their columns mean. Both are
pure: they know neither the database nor a workspace.
"""
