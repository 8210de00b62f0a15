"""Contacts in words: ``cards`` (rows, ways to reach, people), ``history`` (facts told in sentences)."""
