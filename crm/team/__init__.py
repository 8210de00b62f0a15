"""People of a workspace: users, groups, roles, invitations, signing in, sessions, tokens and settings."""
