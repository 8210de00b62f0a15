"""The control plane: which workspaces exist, where each lives, and how one is made, migrated and closed.

Reading order: ``models`` (the directory's rows), ``names`` (what an address may be), ``directory`` (host →
tenant), ``scope`` (the only place that chooses a schema), ``schema`` (building), ``revisions`` (migrating),
``provisioning`` (from named to open), ``lifecycle`` (suspend, resume, delete), ``hardening`` and ``doctor``.
This package has no pages; it knows no domain. Owner connections are opened here and nowhere else.
"""
