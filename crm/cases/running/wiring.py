"""How running cases plug in, for the package's own wiring."""

from typing import Final

from crm.cases.api import health as _api_health  # noqa: F401 (its routes hang on the resource)
from crm.cases.api import running as _api  # noqa: F401 (its routes hang on the resource)
from crm.cases.pages import answering, health  # noqa: F401 (their routes hang on the blueprint)
from crm.cases.pages.running import RUN
from crm.cases.running import facts, letters, reactions  # noqa: F401 (registered by being read)
from crm.cases.running.casebook import hand_in
from crm.cases.running.sources import TROUBLE, WORK
from crm.cases.running.telling import TELLINGS
from crm.kernel.i18n import lazy
from crm.notifications.kinds import NoticeKind, kinds
from crm.web.product import Product, SettingsSection
from crm.workflows.access import MANAGE_WORKFLOWS

STEPS: Final = NoticeKind(
    "steps",
    lazy("A step waits for me"),
    lazy("A workflow asks you to complete or approve something, or tells you something."),
    weight=30,
    deeds=letters.answers_beside,
)
REMINDERS: Final = NoticeKind(
    "step-reminders",
    lazy("A step is due soon or late"),
    lazy("Reminders of steps that wait for you, and steps of others that are passed on to you."),
    weight=31,
    deeds=letters.answers_beside,
)
ENDS: Final = NoticeKind(
    "workflow-ends",
    lazy("A workflow of mine has ended"),
    lazy("All steps of a case of yours are done, or a rejection has stopped it."),
    weight=32,
)

HEALTH: Final = SettingsSection(
    "workflow-health", lazy("Health of workflows"), "cases.health", MANAGE_WORKFLOWS, weight=74
)


def wire(product: Product) -> None:
    """Plug the workflows of cases into the product."""
    hand_in()
    product.tab(RUN)
    product.telling(*TELLINGS)
    product.settings_section(HEALTH)
    product.my_work(WORK)
    product.attention(TROUBLE)
    kinds.add(STEPS, facts.StepBegun, facts.StepReturned, facts.StepInformed, facts.StepHandedOver)
    kinds.add(STEPS, facts.ManyStepsBegun, facts.ManyStepsInformed)
    kinds.lead(facts.ManyStepsBegun, to="/my-work")
    kinds.add(REMINDERS, facts.StepReminded, facts.StepEscalated)
    kinds.add(ENDS, facts.WorkflowDone, facts.WorkflowRejected, facts.ManyWorkflowsDone)
