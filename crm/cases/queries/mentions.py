"""Whom a comment calls by ``@Name``, of those who see the case."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import literal, union_all

from crm.cases.models.case import Case
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team import mentions
from crm.team.actors import actors_of
from crm.team.mentions import Called
from crm.team.models import User

MOST_ASKED: Final = 200


def called(body: str, *, case_id: int) -> Called:
    """The users whom the text calls; at most 20."""
    return mentions.called(body, seeing=_seeing(case_id))


def offered(typed: str, *, case_id: int, to: Actor) -> list[User]:
    """Whom to offer to who has typed ``@`` and these letters."""
    return mentions.offered(typed, seeing=_seeing(case_id), to=to)


def _seeing(case_id: int) -> mentions.Seeing:
    def among(user_ids: Collection[int]) -> set[int]:
        people = actors_of(list(user_ids)[:MOST_ASKED])
        questions = [
            Case.visible_to(actor).where(Case.id == case_id).with_only_columns(literal(user_id))
            for user_id, actor in people.items()
        ]
        return set(db.session.scalars(union_all(*questions))) if questions else set()

    return among
