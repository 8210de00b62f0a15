"""Workflows and their versions, and the mails about cases in a workspace's own words."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.workflows.definition import Definition


class Workflow(TenantModel):
    """How a kind of case is dealt with: a name, and the ``number`` of the version that new cases get.

    One that is archived starts no more cases; those that run go on.
    """

    __tablename__ = "workflow"
    __table_args__ = (
        Index(
            "uq_workflow_name", func.lower(text("name")), unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    help: Mapped[str] = mapped_column(Text, server_default="", comment="what it is for")
    number: Mapped[int] = mapped_column(Integer, server_default="1", comment="the version in force")
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user")
    made_at: Mapped[datetime] = made_at_column()
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="1", comment="grows with each change of the row")


class WorkflowVersion(TenantModel):
    """One version of a workflow's steps. Append-only: a running case keeps the version that it began with."""

    __tablename__ = "workflow_version"
    __table_args__ = ({"info": {"append_only": True}},)

    workflow_id: Mapped[int] = mapped_column(ForeignKey("workflow.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="as crm.workflows.definition writes it")
    restored: Mapped[int | None] = mapped_column(Integer, comment="the version that this one brings back")
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user")
    made_at: Mapped[datetime] = made_at_column()

    @property
    def steps(self) -> Definition:
        """The definition as typed shapes."""
        return Definition.model_validate(self.definition)


class MailTemplate(TenantModel):
    """A mail about cases as the workspace words it, in one language. Without a row the usual words hold."""

    __tablename__ = "mail_template"

    kind: Mapped[str] = mapped_column(Text, primary_key=True, comment="task, notification, outside …")
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(server_default="1")
    changed_by: Mapped[int | None] = mapped_column(BigInteger, comment="user")
    changed_at: Mapped[datetime] = made_at_column()
