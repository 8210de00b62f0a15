"""What holds for all of the code: edges, budgets, templates, words, doors, jobs, schema."""
