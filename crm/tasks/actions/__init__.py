"""What is done with tasks, their categories and templates, and the link of a calendar."""
