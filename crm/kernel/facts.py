"""Facts: what happened, as typed rows in the same transaction as the change, and the reactions to them.

``record`` inserts one append-only row. ``@together`` reactions run at once, inside the transaction, for
invariants between packages; ``@on`` reactions run later, each as a job of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Index, Insert, Text, insert, literal, literal_column, select
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel import context
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import TenantModel, db, id_column, made_at_column
from crm.kernel.i18n import LazyText, Plural
from crm.kernel.jobs import later

REACTION = "facts.react"


class Fact(BaseModel):
    """Base of all facts. A subclass is named in the past tense and holds ids and small values only.

    ``sentence`` is the whole msgid with named slots that history shows; ``about`` names the kind of the
    subject, whose id is the field ``<about>_id``. ``told`` is the sentence of the bell, where there is one;
    ``told_many`` says it of several facts of one person at once (slots ``num``, ``actor``).
    ``others`` names the fields that hold ids of further records, with their kinds: whoever does not see all
    of these is not told of the fact (ACC-6), see ``tellable``. A fact that is ``among_many`` is one of each
    record of an act on many, of which a fact ``of_many`` tells as a whole; both name it as ``act_id``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    about: ClassVar[str]
    sentence: ClassVar[LazyText]
    told: ClassVar[LazyText | None] = None
    told_many: ClassVar[Plural | None] = None
    others: ClassVar[Mapping[str, str]] = {}
    among_many: ClassVar[bool] = False
    of_many: ClassVar[bool] = False

    @classmethod
    def name(cls) -> str:
        """The stable name the row keeps: ``contacts.ContactCreated``."""
        return f"{cls.__module__.removeprefix('crm.').partition('.')[0]}.{cls.__name__}"

    @property
    def subject_kind(self) -> str:
        """What kind of record the fact is about; facts of what hangs on any record say it themselves."""
        return self.about

    @property
    def subject_id(self) -> int | None:
        """The id of what the fact is about; None for facts about the workspace."""
        found = getattr(self, f"{self.about}_id", None)
        return int(found) if found is not None else None


class FactRow(TenantModel):
    """One row of the workspace's history. Tenant roles may insert and select only."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_subject", "subject_kind", "subject_id", literal_column("id DESC")),
        Index("ix_fact_actor_id", "actor_id", literal_column("id DESC")),
        Index("ix_fact_name", "name", literal_column("id DESC")),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = made_at_column()
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str | None] = mapped_column(
        Text, comment="the system's own acts; never a person's name"
    )
    through: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    address: Mapped[str | None] = mapped_column(INET, comment="where the request came from; None for jobs")

    def fact(self) -> Fact:
        """The typed fact that the row keeps."""
        return FACTS[self.name].model_validate(self.body)


F = TypeVar("F", bound=Fact)
Reaction = Callable[[Any, FactRow], None]
FACTS: dict[str, type[Fact]] = {}
_later: dict[str, dict[str, Reaction]] = defaultdict(dict)
_together: dict[str, list[Reaction]] = defaultdict(list)


def declared(cls: type[F]) -> type[F]:
    """Class decorator: make the fact known by its name."""
    FACTS[cls.name()] = cls
    return cls


def on(cls: type[Fact]) -> Callable[[Reaction], Reaction]:
    """React later, through a job, in the tenant and as the system. The reaction must be repeatable."""

    def register(reaction: Reaction) -> Reaction:
        _later[cls.name()][f"{reaction.__module__}.{reaction.__name__}"] = reaction
        return reaction

    return register


def together(cls: type[Fact]) -> Callable[[Reaction], Reaction]:
    """React at once, in the same transaction; a raise undoes the act."""

    def register(reaction: Reaction) -> Reaction:
        _together[cls.name()].append(reaction)
        return reaction

    return register


def record(fact: Fact, *, by: Actor) -> FactRow:
    """Keep the fact, run what must happen together, and enqueue what follows — in this transaction."""
    row = FactRow(
        name=fact.name(),
        actor_id=by.user_id,
        actor_name=by.name if by.is_system else None,
        through=context.through(),
        address=context.address(),
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        body=fact.model_dump(mode="json"),
    )
    db.session.add(row)
    db.session.flush()
    for reaction in _together[fact.name()]:
        reaction(fact, row)
    for name in _later[fact.name()]:
        later(REACTION, key=f"{row.id}:{name}", fact_id=row.id, reaction=name)
    return row


def of_each(kind: type[Fact], subject_id: Any, body: Any, *, by: Actor) -> Insert:
    """The statement that keeps a fact of this kind for each row of a select: columns of its id and its body.

    For facts that nobody reacts to: no reaction runs.
    """
    name = kind.name()
    if _together[name] or _later[name]:
        raise TypeError(f"there are reactions to {name}: record it one by one")
    columns = {
        "name": literal(name, Text),
        "actor_id": literal(by.user_id, BigInteger),
        "actor_name": literal(by.name if by.is_system else None, Text),
        "through": literal(context.through(), Text),
        "subject_kind": literal(kind.about, Text),
        "subject_id": subject_id,
        "body": body,
        "address": literal(context.address(), INET),
    }
    rows = select(*columns.values()).order_by(subject_id)
    return insert(FactRow).from_select(list(columns), rows)


def tellable(rows: Sequence[FactRow], *, to: Actor) -> list[FactRow]:
    """Those of the rows whose further records this person sees; one query for each kind of these.

    The rows' own subject is the caller's question.
    """
    named: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        for field, kind in FACTS[row.name].others.items():
            named[kind].add(row.body[field])
    seen = {kind: anchors.visible(kind, ids, to) for kind, ids in named.items()}
    return [
        row
        for row in rows
        if all(row.body[field] in seen[kind] for field, kind in FACTS[row.name].others.items())
    ]


def react(fact_id: int, reaction: str) -> None:
    """Run one reaction to one kept fact (job ``facts.react``). A vanished reaction does nothing."""
    row = db.session.get(FactRow, fact_id)
    if row is None:
        return
    known = _later[row.name].get(reaction)
    if known is not None:
        known(row.fact(), row)
