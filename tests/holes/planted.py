"""The holes: what is taken out, and which tests are to notice."""

from dataclasses import dataclass
from typing import Final

MATRIX: Final = "tests/isolation/test_matrix.py"
PIN: Final = "tests/isolation/test_pin.py"
SECRETS: Final = "tests/isolation/test_secrets.py"
JOBS: Final = "tests/isolation/test_jobs.py"
REQUESTS: Final = "tests/isolation/test_requests.py"
HOSTS: Final = "tests/isolation/test_hosts.py"
CANARY: Final = "tests/isolation/test_canary.py"


@dataclass(frozen=True, slots=True)
class Hole:
    """One edit: in ``module``, the text ``old``, which stands there once, becomes ``new``.

    ``found_by`` is the file with the tests that should notice, ``only`` narrows them (pytest's ``-k``).
    """

    name: str
    module: str
    old: str
    new: str
    found_by: str
    only: str = ""

    @property
    def path(self) -> str:
        """The module's file."""
        return f"{self.module.replace('.', '/')}.py"


HOLES: Final = (
    Hole(
        "everybody sees every contact",
        "crm.contacts.access",
        "contacts = _narrowed(every, actor, actor.reach(may), LEVELS[may.key])",
        "contacts = every",
        MATRIX,
        "GET and contact_id",
    ),
    Hole(
        "seeing is enough for changing",
        "crm.contacts.access",
        "row.level >= level",
        "row.level >= Level.READ",
        MATRIX,
        "sharing or managers",
    ),
    Hole(
        "the bin stands open",
        "crm.contacts.access",
        "every = select(Contact).where(Contact.deleted_at.is_(None))",
        "every = select(Contact)",
        MATRIX,
        "GET and contact_id",
    ),
    Hole(
        "anybody restores from the bin",
        "crm.contacts.access",
        "return binned.where(Contact.deleted_by == actor.user_id, literal(may_at_all))",
        "return binned",
        MATRIX,
        "restoration",
    ),
    Hole(
        "the pin lasts for the session",
        "crm.kernel.db",
        "SET LOCAL ROLE {}; SET LOCAL search_path TO {}",
        "SET ROLE {}; SET search_path TO {}",
        PIN,
    ),
    Hole(
        "the pin sets no role",
        "crm.kernel.db",
        '"SET LOCAL ROLE {}; SET LOCAL search_path TO {}"',
        '"SELECT 1; SET LOCAL search_path TO {1}"',
        PIN,
    ),
    Hole("reading may write", "crm.kernel.db", "if pin.read_only:", "if False:", PIN),
    Hole(
        "statements travel by the simple protocol",
        "crm.kernel.db",
        "force_extended=True",
        "force_extended=force_extended",
        PIN,
    ),
    Hole(
        "glued SQL passes",
        "crm.kernel.db",
        "if by_hand and (",
        "if False and by_hand and (",
        PIN,
    ),
    Hole(
        "every role may read every workspace",
        "tenants.schema",
        '"GRANT USAGE ON SCHEMA {schema} TO {role}"',
        '"GRANT USAGE ON SCHEMA {schema} TO {role}, PUBLIC;'
        ' GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO PUBLIC"',
        PIN,
    ),
    Hole(
        "workspaces may read the directory",
        "tenants.setup",
        '"GRANT SELECT ON ALL TABLES IN SCHEMA control TO {}"',
        '"GRANT SELECT ON ALL TABLES IN SCHEMA control TO {}, PUBLIC"',
        PIN,
    ),
    Hole(
        "history can be rewritten",
        "tenants.schema",
        'if table.info.get("append_only")}',
        "if False}",
        PIN,
    ),
    Hole(
        "one secret has one hash everywhere",
        "crm.kernel.ids",
        "{purpose}\\0{tenant_id or 'control'}\\0{token}",
        "{purpose}\\0{token}",
        SECRETS,
    ),
    Hole(
        "one secret serves every purpose",
        "crm.kernel.ids",
        "{purpose}\\0{tenant_id or 'control'}\\0{token}",
        "{tenant_id or 'control'}\\0{token}",
        SECRETS,
    ),
    Hole(
        "a cookie forgets its workspace",
        "crm.web.sessions",
        "return token if owner == str(tenant_id) and token else None",
        "return token or None",
        SECRETS,
    ),
    Hole(
        "a signed cookie holds on every host",
        "crm.web.sessions",
        'of_this_host.salt = f"artel-state:{host}"',
        'of_this_host.salt = "artel-state"',
        SECRETS,
    ),
    Hole(
        "an ended session goes on",
        "crm.team.identities",
        "                Session.ended_at.is_(None),\n",
        "",
        SECRETS,
    ),
    Hole("forms need no token", "crm.web.pages", "csrf.protect()", "pass", REQUESTS),
    Hole(
        "doors ask for nothing",
        "crm.web.lifecycle",
        "here.actor().must(door.can)",
        "pass",
        MATRIX,
        "settings",
    ),
    Hole(
        "a token's scopes don't count",
        "crm.kernel.access",
        "if self.scopes is not None and not _in_scope(may, self.scopes):",
        "if False:",
        REQUESTS,
    ),
    Hole(
        "suspended workspaces answer",
        "crm.web.lifecycle",
        "if not entry.answers:",
        "if False:",
        REQUESTS,
    ),
    Hole(
        "a job runs in whatever workspace is named",
        "workers.ledger",
        "            Job.tenant_id.is_not_distinct_from(tenant_id),\n",
        "",
        JOBS,
    ),
    Hole(
        "jobs of closed workspaces run",
        "workers.ledger",
        "Tenant.state == State.OPEN",
        "Tenant.id > 0",
        JOBS,
    ),
    Hole(
        "any domain is ours",
        "tenants.directory",
        "return slug if rest == self._settings.host_name else None",
        "return slug",
        HOSTS,
    ),
    Hole(
        "limits are counted for all workspaces together",
        "crm.web.limits",
        'return f"t{pin.tenant_id}" if pin else "control"',
        'return "all"',
        HOSTS,
    ),
    Hole(
        "a mail's job carries the address",
        "crm.mail.actions",
        "later(SEND[MailKind(mail.kind)], key=str(mail.id), mail_id=mail.id)",
        "later(SEND[MailKind(mail.kind)], key=to, mail_id=mail.id)",
        CANARY,
    ),
    Hole(
        "addresses go into the log",
        "crm.mail.sending",
        "def send(",
        "def send(row, **rest):\n    __import__('structlog').get_logger().info('sending', to=row.recipient)\n"
        "    return _send(row, **rest)\n\n\ndef _send(",
        CANARY,
    ),
)
