"""How this package plugs in."""

from dataclasses import replace
from typing import Final

from crm.journal.bins import BinKind, bins
from crm.journal.restorers import restorers
from crm.kernel.anchors import Anchor
from crm.kernel.i18n import _, lazy, speaking
from crm.tasks import access, letters, reactions  # noqa: F401 (the last two are registered by being read)
from crm.tasks.actions.bin import purge_tasks, restore_binned
from crm.tasks.actions.categories import furnish_categories
from crm.tasks.actions.following import TASKS, purge
from crm.tasks.actions.for_each import ADD_EACH
from crm.tasks.actions.noting import RECORD
from crm.tasks.actions.restoring import RESTORER
from crm.tasks.api import lists as _api_lists  # noqa: F401 (this and the next: their routes)
from crm.tasks.api import tasks as _api_tasks  # noqa: F401
from crm.tasks.api.plane import api
from crm.tasks.models import Task
from crm.tasks.pages import (  # noqa: F401 (their routes hang on the blueprint)
    acts,
    calendar,
    categories,
    editing,
    feed,
    filters,
    lists,
    quick,
    templates,
)
from crm.tasks.pages.plane import pages
from crm.tasks.pages.tab import tasks_tab
from crm.tasks.presenters import binned, changes
from crm.tasks.presenters.rows import list_url, url
from crm.tasks.presenters.telling import IN_CONTACTS, TELLINGS
from crm.tasks.queries import states
from crm.tasks.subject import HOLDING
from crm.tasks.work import SEARCHED, SOURCE
from crm.views.kinds import ListKind, list_kinds
from crm.web.product import Command, NavItem, Product, RecordAct, SettingsSection
from tenants.provisioning import FirstDay

BIN: Final = BinKind(
    RECORD, lazy("Tasks"), "checklist", binned.rows, binned.one, binned.asked_of, restore_binned,
    binned.old, purge_tasks,
)  # fmt: skip
LIST: Final = ListKind(
    RECORD, lazy("Tasks"), access.VIEW_TASKS, states.normal, list_url, states.WHOLE, states.counts_of
)
COMMANDS: Final = (
    Command(lazy("New task"), "tasks.new", "checklist", access.CREATE_TASKS, keys="T"),
    Command(lazy("Tasks"), "tasks.index", "checklist", access.VIEW_TASKS),
    Command(lazy("Calendar"), "tasks.calendar", "calendar", access.VIEW_TASKS),
)
SECTIONS: Final = (
    SettingsSection(
        "calendar", lazy("Calendar elsewhere"), "tasks.calendar_link", access.VIEW_TASKS, group="own"
    ),
    SettingsSection(
        "task-categories", lazy("Categories of tasks"), "tasks.category_list", access.MANAGE_TASK_LISTS
    ),
    SettingsSection(
        "task-templates", lazy("Templates of tasks"), "tasks.template_list", access.MANAGE_TASK_LISTS
    ),
)


def wire(product: Product) -> None:
    """Plug tasks into the product."""
    product.permissions(*access.PERMISSIONS)
    product.entity("task", lazy("Tasks"), weight=30)
    product.pages(pages)
    product.api(api)
    product.nav(NavItem("tasks", lazy("Tasks"), "tasks.index", "checklist", access.VIEW_TASKS, weight=40))
    product.palette(*COMMANDS)
    product.settings_section(*SECTIONS)
    product.tab(tasks_tab("contact"), tasks_tab("case"))
    product.record_act(
        RecordAct(lazy("Add task"), "tasks.new_about_contact", "checklist", access.CREATE_TASKS, weight=20)
    )
    product.bulk_action(ADD_EACH)
    product.search_kind(SEARCHED)
    product.my_work(SOURCE)
    product.telling(*TELLINGS)
    product.told_beside(IN_CONTACTS)
    product.holding(HOLDING)
    product.purge("contact", purge)
    product.first_day(first_categories)
    product.anchor(
        Anchor(
            kind=RECORD,
            model=Task,
            visible_to=Task.visible_to,
            editable_by=Task.editable_by,
            title=lambda task: str(task.title),
            url=url,
        )
    )
    bins.add(BIN)
    list_kinds.add(LIST)
    restorers.add(replace(RESTORER, tell=changes.tell))
    restorers.add(TASKS.restorer())


def first_categories(day: FirstDay) -> None:
    """Call, letter, meeting and other, in the workspace's language (TEN-3)."""
    with speaking(day.locale):
        furnish_categories(
            [(_("Call"), 5), (_("Letter"), 1), (_("Meeting"), 3), (_("Documents"), 2), (_("Payment"), 7)]
        )
