"""Where a rule does not hold, each with its reason. A waiver that is no longer needed fails its test."""

from typing import Final

BUDGETS: Final[dict[str, str]] = {}
"""``path`` or ``path::function`` → why it may be longer than STYLE 12 says."""

GLUED_SQL: Final[dict[str, str]] = {
    "tenants/fleet.py::_migrate_locked": "SET takes no parameters; the name is from the directory",
    "tenants/indexes.py::_build": "one of three constant texts; key and pattern are psycopg's own literals",
    "tenants/logins.py::grant_role": "one of two constant texts: PostgreSQL 15 knows no options",
    "tenants/schema.py::grant": "the constant texts of a list, with the table's name as an identifier",
    "tenants/setup.py::_grant_control": "the signatures are constants of that file",
    "tenants/hardening.py::harden": "the signature is PostgreSQL's own text of the function (regprocedure)",
}
"""``path::function`` → why its SQL is not one constant text."""

COMMITS: Final[dict[str, str]] = {
    "crm/web/lifecycle.py": "the edge of a request",
    "crm/web/commands.py": "the edge of a command",
    "workers/runtime.py": "the edge of a job",
    "tenants/provisioning.py": "the first day of a workspace is a unit of work of its own",
    "tenants/owner.py": "connections of the owner end their own transactions",
}
"""The edges: nothing else commits (STYLE 7)."""
