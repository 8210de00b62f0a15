"""Acts on consents: ``ledger`` (a contact's), ``purposes`` (the workspace's list)."""
