"""What holds for all of the code, wherever it stands: edges, budgets, templates, words, doors, jobs, schema."""
