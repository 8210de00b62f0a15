"""What can be done to people and the workspace: users, sessions, tokens, invitations, groups, settings."""
