"""How facts about tasks are told, and which of them stand in the history of the contact of a task."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select

from crm.kernel.access import Actor
from crm.kernel.tellings import Beside, Telling
from crm.tasks import facts
from crm.tasks.actions.noting import RECORD
from crm.tasks.models import Task


def about_contacts(contact_ids: Sequence[int], to: Actor) -> Select[Any]:
    """The tasks about these contacts that the reader sees, those that are done too."""
    about = Task.about_kind == "contact", Task.about_id.in_(contact_ids)
    seen: Select[Any] = Task.visible_to(to).where(*about).with_only_columns(Task.id).order_by(None)
    return seen


IN_CONTACTS: Final = Beside(
    "contact",
    RECORD,
    "tasks",
    {
        facts.TaskAdded: None,
        facts.TaskAddedWithOthers: None,
        facts.TaskFollowed: None,
        facts.TaskDone: None,
        facts.TaskReopened: None,
    },
    about_contacts,
)
"""What a contact's history tells of its tasks: added, done, to be done again."""
TELLINGS: Final = (
    Telling(facts.TaskAdded, "checklist"),
    Telling(facts.TaskAddedWithOthers, "checklist"),
    Telling(facts.TaskFollowed, "checklist"),
    Telling(facts.TaskDone, "check"),
    Telling(facts.TaskReopened, "arrow-back-up"),
)
