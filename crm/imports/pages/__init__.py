"""Pages of imports: the file, what its columns mean, the dry run, the run, the report."""
