"""What a workspace says about its cases: their types, the series of their numbers, names of statuses."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, DateTime, Index, Integer, SmallInteger, Text, func, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column
from crm.kernel.i18n import locale

THE_ONE: Final = 1


class CaseType(TenantModel):
    """A kind of case (“Warranty”); with ``workflow_id`` each new case of it starts that workflow (CAS-3)."""

    __tablename__ = "case_type"
    __table_args__ = (Index("uq_case_type_name", func.lower(text("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    hue: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int] = mapped_column(SmallInteger)
    workflow_id: Mapped[int | None] = mapped_column(BigInteger)
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @property
    def shown(self) -> str:
        """What the reader calls it."""
        return self.labels.get(locale()) or self.name


class CaseSetup(TenantModel):
    """The one row with the series of numbers and the workspace's own names of statuses.

    A number is ``prefix``, the year with a dash where numbers begin anew each year, and ``last_number`` with
    at least so many digits. Whoever adds a case holds this row until the transaction ends: no number is given
    twice, and one that was not used after all goes to the next. ``statuses``: ``{code: {labels, hue}}``.
    """

    __tablename__ = "case_setup"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, comment="always 1")
    prefix: Mapped[str] = mapped_column(Text, server_default="")
    by_year: Mapped[bool] = mapped_column(Boolean, server_default=true())
    digits: Mapped[int] = mapped_column(SmallInteger, server_default="4")
    year: Mapped[int] = mapped_column(Integer, server_default="0", comment="of the last number")
    last_number: Mapped[int] = mapped_column(server_default="0")
    statuses: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    version: Mapped[int] = mapped_column(server_default="1")
