"""Saving views, sharing and ordering them, deleting them, and putting them back."""
