"""What is held about a person by packages that know no contacts: the facts of the history, and sent mails."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, func, select

from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow, tellable
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of
from crm.mail.models import Mail
from crm.notifications.presenters import actor_name
from crm.team.queries import names_of


def facts(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """What was done with the contact, and by whom; facts hold ids alone, so that an erasure leaves them."""
    rows = db.session.scalars(
        _facts(subject).where(FactRow.id > after).order_by(FactRow.id).limit(PART)
    ).all()
    people = names_of(row.actor_id for row in rows)
    whole = {row.id for row in tellable(rows, to=by)}
    return [_fact(row, actor_name(row, people), whole=row.id in whole) for row in rows]


def facts_count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_facts(subject).subquery())) or 0


def mails(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Mails about the contact as far as they are kept: when, what for, in what state, but not the text."""
    rows = db.session.scalars(_mails(subject).where(Mail.id > after).order_by(Mail.id).limit(PART))
    return [_mail(row) for row in rows]


def mails_count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_mails(subject).subquery())) or 0


def _facts(subject: Subject) -> Select[Any]:
    return select(FactRow).where(FactRow.subject_kind == subject.kind, FactRow.subject_id.in_(subject.ids))


def _mails(subject: Subject) -> Select[Any]:
    return select(Mail).where(Mail.about_kind == subject.kind, Mail.about_id.in_(subject.ids))


def _fact(row: FactRow, actor: str, *, whole: bool) -> Item:
    """A fact, without the doer's address; of one about a contact that the reader does not see, the least."""
    fact = row.fact()
    said = str(fact.sentence) % {**fact.model_dump(), "actor": actor, "subject": ""}
    hidden = {} if whole else dict.fromkeys(type(fact).others)
    data = {
        **columns_of(row, without=("actor_name", "address")),
        "actor": actor,
        "body": {**row.body, **hidden},
    }
    return Item(row.id, data, [(said, moments.exact(row.at))])


def _mail(row: Mail) -> Item:
    to_subject = row.user_id is None
    data = {
        "id": row.id, "template": row.template, "state": row.state, "made_at": row.made_at.isoformat(),
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "recipient": row.recipient if to_subject else None,
    }  # fmt: skip
    told = [(_("Mail"), row.template), (_("Sent"), moments.exact(row.sent_at) if row.sent_at else "—")]
    return Item(row.id, data, [*told, (_("To"), row.recipient if to_subject else _("a colleague"))])


HOLDINGS: Final = (
    Holding("history", lazy("What was done"), FactRow.__tablename__, facts, facts_count, weight=70),
    Holding("mails", lazy("Mails about the contact"), Mail.__tablename__, mails, mails_count, weight=85),
)
