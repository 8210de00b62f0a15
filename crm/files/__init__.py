"""Files and photos: kept under random names, served only to whoever sees the record they belong to."""
