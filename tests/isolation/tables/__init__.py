"""The matrix' rows, a file for each package: ``PATTERNS`` and ``ROUTES``, as ``matrix`` reads them."""
