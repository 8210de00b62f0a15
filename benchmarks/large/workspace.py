"""The throw-away workspace that large benchmarks build."""

from typing import Final

SLUG: Final = "bench-mark"
EMAIL: Final = f"olga@{SLUG}.example"
PASSWORD: Final = "correct horse battery staple"  # noqa: S105 (of a throw-away installation)
POSTGRES: Final = {
    "shared_buffers": "2GB", "max_wal_size": "8GB", "wal_buffers": "64MB", "random_page_cost": "1.1",
}  # fmt: skip
"""What docs/operating.md advises for a machine of 8 GB."""
