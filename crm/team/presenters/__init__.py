"""How people, roles, permissions, devices and instants are told."""
