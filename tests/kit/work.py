"""What there is to do in each workspace of the cast."""

from collections.abc import Callable

from crm.kernel.access import Actor
from crm.kernel.forms import read
from crm.tasks.actions.categories import add_category
from crm.tasks.actions.doing import delete_task
from crm.tasks.actions.saving import add_task
from crm.tasks.actions.templates import add_template
from crm.tasks.forms import TaskCategoryShape, TaskShape, TaskTemplateShape
from tests.kit.cast import ALICE, BOB, CAROL, EVE, OLGA, TWIN, Business, Person, Standing


def fill(business: Business, acting: Callable[[Person], Actor]) -> None:
    """Alice's, Bob's and Carol's, each about a contact, and a deleted one; at the twin one of Eve's."""
    rows = [
        (ALICE, Standing.OWN),
        (BOB, Standing.COLLEAGUES),
        (CAROL, Standing.OTHER_GROUPS),
        (ALICE, Standing.OWN),
    ]
    for person, standing in [*rows, (EVE, Standing.FOREIGN)] if business == TWIN else rows:
        wish = {
            "title": business.text("Send the offer"), "text": business.text("As agreed"),
            "due_on": "2027-01-11",
            "checklist": [{"text": business.text("Prices")}], "reminders": [0], "category_id": 1,
        }  # fmt: skip
        about = {"kind": "contact", "id": int(standing)} if person != EVE else None
        task = add_task(read(TaskShape, {**wish, "about": about}), by=acting(person))
        if task.id == 4:
            delete_task(task, by=acting(person))
    owner = acting(OLGA)
    for name in ("New client", "Extra") if business == TWIN else ("New client",):
        items = [{"title": business.text("Call"), "days": 2, "at": "10:00"}]
        add_template(read(TaskTemplateShape, {"name": business.text(name), "items": items}), by=owner)
    if business == TWIN:
        add_category(read(TaskCategoryShape, {"name": business.text("Visit")}), by=owner)
