"""Pages of the team: signing in, one's own settings, users and invitations, groups, roles, the workspace."""
