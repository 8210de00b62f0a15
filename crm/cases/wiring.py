"""How this package plugs in."""

from dataclasses import replace
from typing import Final

from crm.cases import access, reactions  # noqa: F401 (reactions are registered by being read)
from crm.cases.actions.bin import purge_cases, restore_binned
from crm.cases.actions.custom import refold, rewrite
from crm.cases.actions.following import FOLLOWING, LENDING
from crm.cases.actions.for_each import OPEN_EACH
from crm.cases.actions.restoring import RESTORER
from crm.cases.actions.setup import furnish_types
from crm.cases.api import cases as _api_cases  # noqa: F401 (its routes hang on the resource)
from crm.cases.api import comments as _api_comments  # noqa: F401 (its routes hang on the resource)
from crm.cases.api import settings as _api_settings  # noqa: F401 (its routes hang on the resource)
from crm.cases.api.plane import api
from crm.cases.api.plane import settings as settings_api
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.cases.pages import (  # noqa: F401 (their routes hang on the blueprint)
    board,
    columns,
    comments,
    editing,
    filters,
    inline,
    lists,
    offers,
    settings,
    viewers,
)
from crm.cases.pages.plane import pages
from crm.cases.pages.showing import HISTORY, TALK
from crm.cases.pages.tab import CASES, NEW, OPEN_CASES
from crm.cases.presenters import cards, changes
from crm.cases.presenters.found import KIND as SEARCHED
from crm.cases.presenters.telling import IN_CONTACTS, TELLINGS
from crm.cases.queries import binned, states
from crm.cases.running import wiring as running
from crm.cases.running.lending import step_grants
from crm.cases.subject import HOLDINGS
from crm.contacts.access_list import FURTHER
from crm.fields.takers import Taker, takers
from crm.files.pages.tab import files_tabs
from crm.journal.bins import BinKind, bins
from crm.journal.restorers import restorers
from crm.kernel.anchors import Anchor
from crm.kernel.i18n import _, lazy, speaking
from crm.views.kinds import ListKind, list_kinds
from crm.web.product import Command, NavItem, Product, SettingsSection
from tenants.provisioning import FirstDay

BIN: Final = BinKind(
    CASE, lazy("Cases"), "message-circle-question", binned.rows, binned.one, binned.asked_of, restore_binned,
    binned.old, purge_cases,
)  # fmt: skip
LIST: Final = ListKind(
    CASE, lazy("Cases"), access.VIEW_CASES, states.normal, cards.list_url, states.WHOLE, states.counts_of
)
FIELDS: Final = Taker(CASE, lazy("Cases"), Case, (("both", lazy("Cases")),), rewrite, refold)
ANCHOR: Final = Anchor(
    kind=CASE,
    model=Case,
    visible_to=Case.visible_to,
    editable_by=Case.editable_by,
    title=lambda case: case.shown_name,
    url=cards.url,
)


def wire(product: Product) -> None:
    """Plug cases into the product."""
    product.permissions(*access.PERMISSIONS)
    product.entity(CASE, lazy("Cases"), weight=15)
    product.pages(pages)
    product.api(api, settings_api)
    product.settings_section(
        SettingsSection("cases", lazy("Cases"), "cases.settings", access.MANAGE_CASE_SETTINGS, weight=40)
    )
    product.nav(
        NavItem(
            "cases", lazy("Cases"), "cases.index", "message-circle-question", access.VIEW_CASES, weight=25
        )
    )
    product.palette(
        Command(lazy("New case"), "cases.new", "message-circle-plus", access.CREATE_CASES, keys="N")
    )
    product.search_kind(SEARCHED)
    product.telling(*TELLINGS)
    product.told_beside(IN_CONTACTS)
    product.tab(TALK, HISTORY, CASES, OPEN_CASES, *files_tabs(CASE, can=access.VIEW_CASES)[:1])
    product.record_act(NEW)
    product.bulk_action(OPEN_EACH)
    product.anchor(ANCHOR)
    if step_grants not in FURTHER:
        FURTHER.append(step_grants)
    takers.add(FIELDS)
    bins.add(BIN)
    list_kinds.add(LIST)
    restorers.add(replace(RESTORER, tell=changes.tell))
    restorers.add(FOLLOWING)
    restorers.add(LENDING)
    product.holding(*HOLDINGS)
    product.first_day(first_types)
    running.wire(product)


def first_types(day: FirstDay) -> None:
    """Question, Complaint, Request, in the workspace's language (TEN-3)."""
    with speaking(day.locale):
        furnish_types([(_("Question"), 6), (_("Complaint"), 1), (_("Request"), 3)])
