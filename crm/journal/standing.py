"""Whether acts stand, or were undone, or brought back again: an undo can itself be undone."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, literal, select

from crm.journal.long_undo import JOB
from crm.journal.models import Act, Change
from crm.kernel.db import db
from crm.kernel.runs import Run


@dataclass(frozen=True, slots=True)
class Standing:
    """The ``last`` undo of an act, or of its undo; ``run`` does it, or did it, where it is a long one."""

    last: Act
    is_undone: bool
    run: Run | None

    @property
    def is_going_on(self) -> bool:
        """Whether the last undo still goes on."""
        return self.run is not None and self.run.is_open


def standings(act_ids: Collection[int]) -> dict[int, Standing]:
    """How these acts stand, but for those that nobody ever undid; two statements at most."""
    first = select(Act.undoes_id.label("root"), Act.id.label("id"), literal(1).label("depth"))
    chain = first.where(Act.undoes_id.in_(act_ids)).cte("chain", recursive=True)
    further = select(chain.c.root, Act.id, chain.c.depth + 1).join(chain, Act.undoes_id == chain.c.id)
    chain = chain.union_all(further)
    rows = select(chain.c.root, chain.c.depth, Act).join(Act, Act.id == chain.c.id).order_by(chain.c.depth)
    last = {root: (depth, act) for root, depth, act in db.session.execute(rows)} if act_ids else {}
    runs = _runs([act.id for _depth, act in last.values()])
    return {root: Standing(act, depth % 2 == 1, runs.get(act.id)) for root, (depth, act) in last.items()}


def number_left_alone(act_id: int, record_kind: str) -> int:
    """How many records of this kind an undo left as they are."""
    left = Change.act_id == act_id, Change.record_kind == record_kind, Change.skipped.is_not(None)
    return db.session.scalar(select(func.count(Change.record_id.distinct())).where(*left)) or 0


def _runs(act_ids: Collection[int]) -> dict[int, Run]:
    by_act = Run.cursor["act_id"].as_integer()
    those = select(by_act, Run).where(Run.kind == JOB, by_act.in_(act_ids)).order_by(Run.id)
    return dict(map(tuple, db.session.execute(those))) if act_ids else {}
