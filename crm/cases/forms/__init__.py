"""What may be typed about cases: shapes shared by pages and API."""
