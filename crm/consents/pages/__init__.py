"""The pages: ``tab`` (a contact's ledger), ``purposes`` (settings)."""
