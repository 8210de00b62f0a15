"""Artel's domain: packages on floors, wired together by :mod:`crm.app`."""
