"""The act that the journal keeps in the present unit of work, for the edge to name in its answer."""

from typing import Final

from crm.kernel.db import db

_KEY: Final = "artel_act"


def note(act_id: int) -> None:
    """The journal keeps this act now. Of several the first counts: the others are parts of what it began."""
    db.session.info.setdefault(_KEY, act_id)


def noted() -> int | None:
    """The act that was kept in this unit of work, if there was one."""
    act_id: int | None = db.session.info.get(_KEY)
    return act_id
