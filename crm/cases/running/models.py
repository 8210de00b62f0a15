"""A case's run through a workflow, and the steps that it has begun."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.workflows.state import Phase, Walk

OPEN = text("phase IN ('running', 'paused')")


class CaseRun(TenantModel):
    """A case's run through one version of a workflow. A case has one that is open, at most.

    ``state`` is all that the engine goes by; ``phase``, ``waiting_ids``, ``due_at`` and ``next_at`` repeat
    of it what lists look for. ``held``: it is paused since its case lies in the bin, and goes on when that
    comes back.
    ``main_id`` was the main contact when the run was started, or when somebody chose another one since;
    ``lends``: whoever did so saw it, and so its people do.
    """

    __tablename__ = "case_run"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workflow_id", "number"], ["workflow_version.workflow_id", "workflow_version.number"],
            name="fk_case_run_workflow_id_number",
        ),
        Index("uq_case_run_open", "case_id", unique=True, postgresql_where=OPEN),
        Index("ix_case_run_case_id", "case_id", "id"),
        Index("ix_case_run_workflow_id", "workflow_id", "id"),
        Index("ix_case_run_main_id", "main_id", postgresql_where=text("main_id IS NOT NULL")),
        Index("ix_case_run_waiting_ids", "waiting_ids", postgresql_using="gin", postgresql_where=OPEN),
        Index("ix_case_run_due_at", "due_at", postgresql_where=text("phase = 'running'")),
        Index(
            "ix_case_run_running", "workflow_id", "due_at", "case_id",
            postgresql_where=text("phase = 'running'"),
        ),
        Index("ix_case_run_paused", "workflow_id", postgresql_where=text("phase = 'paused'")),
        Index(
            "ix_case_run_ended_at", "workflow_id", "ended_at", postgresql_where=text("ended_at IS NOT NULL")
        ),
        Index(
            "ix_case_run_next_at", "next_at", "id",
            postgresql_where=text("phase = 'running' AND next_at IS NOT NULL"),
        ),
        Index("ix_case_run_stuck", "id", postgresql_where=text("phase = 'running' AND waiting_ids = '{}'")),
    )  # fmt: skip

    id: Mapped[int] = id_column()
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id", ondelete="CASCADE"))
    workflow_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer, comment="the workflow's version that it keeps")
    state: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="as crm.workflows.state writes it")
    phase: Mapped[Phase] = mapped_column(Text)
    waiting_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), server_default="{}", comment="users whose answer is missing"
    )
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="the step that waits")
    next_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="the first of its timers, while it runs"
    )
    held: Mapped[bool] = mapped_column("is_held", server_default=text("false"))
    reason: Mapped[str] = mapped_column(Text, server_default="", comment="why paused, cancelled …")
    main_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    lends: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="its people read the contact main_id by their steps"
    )
    started_by: Mapped[int | None] = mapped_column(BigInteger, comment="user; None for the system")
    began_at: Mapped[datetime] = made_at_column()
    changed_at: Mapped[datetime] = made_at_column()
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @property
    def walk(self) -> Walk:
        """The state as the engine takes it."""
        return Walk.model_validate(self.state)


class CaseStep(TenantModel):
    """A step that a run has begun; a step that is sent back has a row for each round.

    ``answers``: ``[{user_id, answer, at, note}]``, the oldest first. ``outcome`` is empty while it waits.
    """

    __tablename__ = "case_step"
    __table_args__ = (
        Index("uq_case_step_run_id_round", "run_id", "round", unique=True),
        Index("ix_case_step_workflow_id_key", "workflow_id", "key", "id"),
    )

    id: Mapped[int] = id_column()
    run_id: Mapped[int] = mapped_column(ForeignKey("case_run.id", ondelete="CASCADE"))
    workflow_id: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(Text)
    user_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), comment="its people, as it is or ended")
    chosen_id: Mapped[int | None] = mapped_column(BigInteger, comment="the first it was for: whose turn")
    told_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), server_default="{}", comment="who learned that it is late"
    )
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    outcome: Mapped[str] = mapped_column(Text, server_default="")
    reason: Mapped[str] = mapped_column(Text, server_default="", comment="why skipped, handed to others …")
    began_at: Mapped[datetime] = made_at_column()
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
