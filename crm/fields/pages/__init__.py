"""Settings: the workspace's own fields."""
