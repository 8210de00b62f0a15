"""The schema's history: one tree for the directory, one for workspaces. See README.md beside this file."""
